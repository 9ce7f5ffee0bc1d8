/** Guard-rails: what Antiphon may not do, whatever the model wants. */
package antiphon.live.guard;
