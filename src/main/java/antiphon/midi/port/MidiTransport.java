package antiphon.midi.port;

import java.util.List;

/** One way in which this machine carries MIDI. Thread-safe. */
public interface MidiTransport {
  /** As on the command line: {@code jack}, {@code java}, {@code loopback}. */
  String name();

  /**
   * Whether it passes on what comes in to its own outputs by itself, as {@link PortPlan#passes}
   * says: sooner than by way of the pipeline, which then only keeps the account.
   */
  default boolean passesThru() {
    return false;
  }

  /**
   * How long after its deadline a message is heard, the same for every message: what is to be heard
   * at an instant is sent so much earlier. Asked before {@link #open}, which keeps to what was said
   * as far as it can.
   */
  default long delayNs() {
    return 0;
  }

  Availability availability();

  /** The ports of others; empty when the transport is not available. */
  List<PortInfo> ports();

  /**
   * Begins to look at the ports of others again and again. A transport for which {@link #ports}
   * costs much, or is noticed by other programs, has a survey of its own.
   */
  default PortSurvey survey() {
    return new PortSurvey() {
      @Override
      public List<PortInfo> ports() {
        return MidiTransport.this.ports();
      }

      @Override
      public void close() {
        // nothing is kept
      }
    };
  }

  /**
   * Opens its own ports, or connects to those of others.
   *
   * @param plan its ports; those of one transport of several ask only for what it has to look after
   * @param receiver takes what comes in, each message with the place of its input among the plan's
   * @throws PortException when it is not available, or a pattern matches nothing and is not waited
   *     for
   */
  OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener) throws PortException;
}
