/** How well a model expects music it has not heard. */
package antiphon.learn.evaluate;
