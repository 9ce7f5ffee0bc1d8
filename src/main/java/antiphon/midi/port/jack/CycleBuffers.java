package antiphon.midi.port.jack;

/**
 * What came in during a period at each input, and room for what goes out at each output. Valid
 * inside a process callback only. Allocates nothing.
 */
interface CycleBuffers {
  /** Events at an input, in the order of their offsets. */
  int count(int input);

  /**
   * Turns to an event, about which the methods below then tell.
   *
   * @return false when it cannot be had
   */
  boolean turnTo(int input, int index);

  /** Frames from the start of the period. */
  int offset();

  /** Bytes of the event. */
  int size();

  /** Reads the event's first bytes, as many as it has and as there is room for. */
  void read(byte[] bytes);

  /**
   * Adds an event at an output.
   *
   * @param offset not less than that of the event before
   * @return false when there is no room
   */
  boolean write(int output, int offset, byte[] bytes, int size);
}
