/** Training by DL4J with truncated back-propagation, resumable at any moment. */
package antiphon.learn.train;
