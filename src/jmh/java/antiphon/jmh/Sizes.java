package antiphon.jmh;

import antiphon.net.LstmSpec;

/** Layers and hidden units as {@code 2x512}. */
final class Sizes {
  private Sizes() {}

  static LstmSpec spec(String size) {
    String[] parts = size.split("x");
    return LstmSpec.ofVocabulary(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }
}
