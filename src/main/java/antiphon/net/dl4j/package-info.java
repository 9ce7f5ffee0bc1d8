/**
 * The door to Deeplearning4j: networks built from a {@link antiphon.net.LstmSpec}, and weights in
 * and out of them.
 */
package antiphon.net.dl4j;
