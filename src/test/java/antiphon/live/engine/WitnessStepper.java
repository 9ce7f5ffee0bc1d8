package antiphon.live.engine;

import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that remembers every token that it has heard, through all the copies of its state, checks
 * them by rules of its own, and wants something else after each story. What it remembers is the
 * number of a node in a tree of stories.
 */
final class WitnessStepper implements LstmStepper {
  /** What is wrong with it. */
  enum Illness {
    NONE,
    /** Its output is no use after one story in so many. */
    SOMETIMES,
    ALWAYS
  }

  private static final int ONE_IN = 200;
  private static final int PLAYER = 0;
  private static final int PARTNER = 1;

  private final LstmSpec spec = LstmSpec.ofVocabulary(1, 4);
  private final List<Node> nodes = new ArrayList<>();
  private final long seed;
  private final Illness illness;

  WitnessStepper(long seed, Illness illness) {
    this.seed = seed;
    this.illness = illness;
    nodes.add(new Node());
  }

  /** A story so far. */
  private static final class Node {
    private boolean known; // from its beginning
    private long hash;
    private final long[] sounding = new long[4]; // two words of each part
    private int speaker;
    private boolean partPending;
    private boolean velocityPending;
    private boolean spokenFor;
    private boolean partnerSpoke;
    private int lastOn = -1;
    private int lastOff = -1;

    Node() {
      // nothing has been heard
    }

    Node(Node before) {
      known = before.known;
      System.arraycopy(before.sounding, 0, sounding, 0, sounding.length);
      speaker = before.speaker;
      partPending = before.partPending;
      velocityPending = before.velocityPending;
      spokenFor = before.spokenFor;
      partnerSpoke = before.partnerSpoke;
      lastOn = before.lastOn;
      lastOff = before.lastOff;
    }

    private boolean sounds(int pitch) {
      return (sounding[2 * speaker + pitch / 64] >> pitch % 64 & 1) != 0;
    }

    private void flip(int pitch) {
      sounding[2 * speaker + pitch / 64] ^= 1L << pitch % 64;
    }

    private void hear(int id) {
      int value = Vocabulary.value(id);
      switch (Vocabulary.kind(id)) {
        case NOTE_ON -> {
          require(!sounds(value) && value > lastOn, id);
          flip(value);
          lastOn = value;
          spoken();
        }
        case NOTE_OFF -> {
          require(sounds(value) && value > lastOff && lastOn < 0 && !velocityPending, id);
          flip(value);
          lastOff = value;
          spoken();
        }
        case DUR -> {
          require(!partPending && !velocityPending, id);
          spokenFor = false;
          partnerSpoke = false;
          lastOn = -1;
          lastOff = -1;
        }
        case VELOCITY -> {
          require(!velocityPending, id);
          velocityPending = true;
          partPending = false;
        }
        case PART -> {
          require(value != speaker && !partPending && !velocityPending, id);
          require(value == PARTNER || !partnerSpoke && !spokenFor, id);
          speaker = value;
          partPending = true;
          spokenFor = true;
          lastOn = -1;
          lastOff = -1;
        }
        case START -> throw new AssertionError("begins another story");
      }
    }

    private void spoken() {
      partPending = false;
      velocityPending = false;
      partnerSpoke |= speaker == PARTNER;
    }

    private void require(boolean legal, int id) {
      if (!legal) {
        throw new IllegalStateException(Vocabulary.describe(id) + " may not be said here");
      }
    }
  }

  @Override
  public LstmSpec spec() {
    return spec;
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    Node before = nodes.get(number(state));
    Node after = token == Vocabulary.START ? new Node() : new Node(before);
    if (token == Vocabulary.START) {
      after.known = true;
      after.speaker = PLAYER;
    } else if (before.known) {
      after.hear(token);
    }
    after.hash = mix(before.hash * 31 + token * 131L + position);
    nodes.add(after);
    float[] memory = state.hidden(0);
    memory[0] = (nodes.size() - 1) & 0xFFFF;
    memory[1] = (nodes.size() - 1) >>> 16;
  }

  private static int number(LstmState state) {
    float[] memory = state.hidden(0);
    return (int) memory[0] | (int) memory[1] << 16;
  }

  @Override
  public float[] logits(LstmState state) {
    long hash = mix(nodes.get(number(state)).hash + seed);
    boolean ill =
        illness == Illness.ALWAYS
            || illness == Illness.SOMETIMES && Long.remainderUnsigned(hash, ONE_IN) == 0;
    float[] logits = state.logits();
    for (int id = 0; id < logits.length; id++) {
      logits[id] = ill ? Float.NaN : likes(id) + (mix(hash + id) & 1023) / 256f;
    }
    return logits;
  }

  private static float likes(int id) {
    int value = Vocabulary.value(id);
    return switch (Vocabulary.kind(id)) {
      case NOTE_ON -> value >= 48 && value < 84 ? 1 : -1;
      case NOTE_OFF, PART -> 2;
      case DUR -> value % 6 == 0 && value <= 24 ? 4 : 1;
      case VELOCITY, START -> 0;
    };
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  @Override
  public String description() {
    return "witness";
  }
}
