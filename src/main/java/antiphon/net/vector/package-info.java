/**
 * The LSTM step on the JDK's incubating Vector API. Compiled apart from the rest and found at run
 * time through {@link antiphon.net.VectorSteppers}; nothing else may know this package or that
 * module.
 */
package antiphon.net.vector;
