package antiphon.midi.port.jack;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;

/**
 * What sounds at one output, and what it owes to an ear that went away and is back. That one has
 * gone is known some time after it has: what ended meanwhile counts as sounding there still.
 *
 * <p>The process callback sends and pays; the keeper's thread asks and owes.
 */
final class Sounding {
  private final HeldKeys now = new HeldKeys();

  /** All that was begun, or sounded, since {@link #turnPage}, and before that. */
  private final HeldKeys[] pages = {new HeldKeys(), new HeldKeys()};

  private volatile int page;

  private final HeldKeys owed = new HeldKeys();
  private volatile boolean owing;

  /** Process callback: a message has gone out. */
  void sent(int message) {
    now.pass(message);
    if (holds(message)) {
      pages[page].pass(message);
    }
  }

  /** Process callback: the ends of all that sounds. */
  void endAll(MidiReceiver destination) {
    now.release(destination, 0);
  }

  /**
   * Process callback: the ends that are owed, but for what sounds just now: that ends by itself,
   * and for other ears too early otherwise.
   */
  void pay(MidiReceiver destination) {
    if (owing) {
      owing = false;
      owed.remove(now);
      owed.release(destination, 0);
    }
  }

  /**
   * Process callback: what has gone out lately may not have been heard. Ends that went out are owed
   * again; what sounds now ends by itself.
   */
  void oweLately() {
    owed.add(pages[0]);
    owed.add(pages[1]);
    owing = true;
  }

  /**
   * Keeper: what has been looked at till now is old, and what was old before is forgotten. Who was
   * connected when this was last called misses nothing by {@link #lately}.
   */
  void turnPage() {
    int other = 1 - page;
    pages[other].copyFrom(now);
    page = other;
  }

  /** Keeper: what may sound at an ear that has gone since the last turn but one of the page. */
  HeldKeys lately() {
    HeldKeys keys = new HeldKeys();
    keys.copyFrom(now);
    keys.add(pages[0]);
    keys.add(pages[1]);
    return keys;
  }

  /** Keeper: an ear is back at which this was sounding. */
  void owe(HeldKeys keys) {
    owed.add(keys);
    owing = true;
  }

  /** Keeper, while no callback runs: all ears have gone. */
  void forget() {
    now.clear();
    pages[0].clear();
    pages[1].clear();
    owed.clear();
    owing = false;
  }

  private static boolean holds(int message) {
    return MidiMessages.isNoteOn(message) || MidiMessages.isPedalDown(message);
  }
}
