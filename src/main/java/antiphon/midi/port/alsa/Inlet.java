package antiphon.midi.port.alsa;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes the events that have come in, in order: hands on messages, ends what a source held when it
 * goes, and passes announcements on. Music costs no allocation, announcements do. Used by one
 * thread.
 */
final class Inlet {
  private static final int NOT_OURS = -1;

  private final MidiReceiver receiver;
  private final PortListener listener;
  private final QueueClock queueClock;
  private final Consumer<Announcement> announcements;
  private final SourceKeys sources = new SourceKeys();

  /** [port within the own client]: its place among the inputs. */
  private final int[] places = new int[256];

  private final Passage passage = new Passage();
  private int client = NOT_OURS;
  private int watchPort = NOT_OURS;

  Inlet(
      MidiReceiver receiver,
      PortListener listener,
      QueueClock queueClock,
      Consumer<Announcement> announcements) {
    this.receiver = receiver;
    this.listener = listener;
    this.queueClock = queueClock;
    this.announcements = announcements;
    Arrays.fill(places, NOT_OURS);
  }

  /** The number of the own client. */
  void ownClient(int number) {
    client = number;
  }

  /** The own port that hears the kernel's announcements to everybody. */
  void watchPort(int port) {
    watchPort = port;
  }

  /** One of the own ports is an input of the plan. */
  void ownInput(int port, int place) {
    places[port] = place;
  }

  /** The place of the input that has an address, or -1. */
  int place(int address) {
    return Sequencer.client(address) == client ? places[Sequencer.port(address)] : NOT_OURS;
  }

  /**
   * Takes what has been read.
   *
   * @param bytes how many there are; what is cut short at the end is left out
   * @param nowNs when it was read
   */
  void take(ByteBuffer events, int bytes, long nowNs) {
    long at = 0;
    while (at + Sequencer.EVENT_BYTES <= bytes) {
      takeOne(events, (int) at, nowNs);
      at += EventReader.cells(events, (int) at) * Sequencer.EVENT_BYTES;
    }
  }

  /** Events have been lost, ends of notes perhaps among them. */
  void endEverything(long nowNs) {
    sources.releaseAll(receiver, nowNs);
  }

  private void takeOne(ByteBuffer events, int at, long nowNs) {
    int source = EventReader.address(events, at + Sequencer.AT_SOURCE_CLIENT);
    if (Sequencer.client(source) == Sequencer.SYSTEM_CLIENT && announce(events, at, nowNs)) {
      return;
    }
    int place = places[events.get(at + Sequencer.AT_TARGET_PORT) & 0xff];
    if (place == NOT_OURS) {
      return;
    }
    passage.held = sources.of(place, source);
    passage.place = place;
    switch (EventReader.read(events, at, passage, timeNs(events, at, nowNs))) {
      case SYSTEM_EXCLUSIVE -> listener.counted(PortCount.SYSTEM_EXCLUSIVE, 1);
      case MALFORMED -> listener.counted(PortCount.MALFORMED, 1);
      default -> {
        // handed on, or nothing of MIDI's
      }
    }
  }

  /** When an event came: never after it was read, whatever the clocks say. */
  private long timeNs(ByteBuffer events, int at, long nowNs) {
    if (!EventReader.hasRealTime(events, at)) {
      return nowNs;
    }
    long stampedNs = queueClock.processNs(EventReader.queueNs(events, at));
    return stampedNs - nowNs < 0 ? stampedNs : nowNs;
  }

  private boolean announce(ByteBuffer events, int at, long nowNs) {
    int type = EventReader.type(events, at);
    int port = EventReader.address(events, at + Sequencer.AT_DATA);
    switch (type) {
      case Sequencer.PORT_SUBSCRIBED, Sequencer.PORT_UNSUBSCRIBED -> {
        int target = EventReader.address(events, at + Sequencer.AT_DATA + 2);
        if (type == Sequencer.PORT_UNSUBSCRIBED && place(target) != NOT_OURS) {
          sources.release(place(target), port, receiver, nowNs);
        }
        boolean byOthers = (events.get(at + Sequencer.AT_TARGET_PORT) & 0xff) != watchPort;
        announcements.accept(new Announcement(type, port, target, byOthers));
      }
      case Sequencer.PORT_EXIT -> {
        sources.releasePort(port, receiver, nowNs);
        announcements.accept(new Announcement(type, port, 0, false));
      }
      case Sequencer.CLIENT_EXIT -> {
        int gone = Sequencer.client(port);
        sources.releaseClient(gone, receiver, nowNs);
        announcements.accept(new Announcement(type, Sequencer.address(gone, 0), 0, false));
      }
      case Sequencer.PORT_START, Sequencer.PORT_CHANGE ->
          announcements.accept(new Announcement(type, port, 0, false));
      case Sequencer.CLIENT_CHANGE ->
          announcements.accept(
              new Announcement(type, Sequencer.address(Sequencer.client(port), 0), 0, false));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Keeps the account of a source while its message is handed on. */
  private final class Passage implements MidiReceiver {
    private HeldKeys held;
    private int place;

    @Override
    public void receive(int message, long timeNs) {
      int placed = MidiMessages.atPort(message, place);
      held.pass(placed);
      receiver.receive(placed, timeNs);
    }
  }
}
