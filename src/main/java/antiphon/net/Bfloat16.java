package antiphon.net;

/** The upper half of a float32: sign, 8 bits of exponent, 7 of fraction. */
public final class Bfloat16 {
  private Bfloat16() {}

  /** The 16 bits of the nearest bfloat16, from a tie the even one; NaN stays NaN. */
  public static int bitsOf(float value) {
    int bits = Float.floatToIntBits(value);
    if (Float.isNaN(value)) {
      return bits >>> 16;
    }
    return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  }

  /**
   * @param bits only the lower 16 count
   */
  public static float toFloat(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
