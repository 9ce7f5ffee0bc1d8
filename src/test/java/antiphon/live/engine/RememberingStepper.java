package antiphon.live.engine;

import antiphon.music.note.Part;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;

/**
 * Plays as another does, and can tell all that is in its memory: the state carries the number of
 * the last token heard, each token knows the one before it. So what is saved and taken back is
 * saved and taken back here too.
 */
final class RememberingStepper implements LstmStepper {
  /** A note as it lies in the memory, in clocks from the first token. */
  record Remembered(Part part, int pitch, long clock) {}

  private final LstmStepper player;
  private final List<int[]> tokens = new ArrayList<>(); // token, number of the one before
  private LstmState live;

  RememberingStepper(LstmStepper player) {
    this.player = player;
    tokens.add(new int[] {Vocabulary.START, 0});
  }

  @Override
  public LstmSpec spec() {
    // a layer more than the player has, to note the number in
    LstmSpec spec = player.spec();
    return new LstmSpec(spec.tokens(), spec.positions(), spec.layers() + 1, spec.hidden());
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    live = state;
    float[] note = note(state);
    tokens.add(new int[] {token, number(note)});
    int number = tokens.size() - 1;
    note[0] = number >> 12;
    note[1] = number & 0xFFF;
    player.feed(state, token, position);
  }

  @Override
  public float[] logits(LstmState state) {
    return player.logits(state);
  }

  @Override
  public String description() {
    return "remembering " + player.description();
  }

  private float[] note(LstmState state) {
    return state.cell(player.spec().layers());
  }

  private static int number(float[] note) {
    return (int) note[0] << 12 | (int) note[1];
  }

  /** What is in the memory now, a draft included: the notes that begin, in their order. */
  List<Remembered> memory() {
    LinkedList<Integer> heard = new LinkedList<>();
    for (int number = number(note(live)); number > 0; number = tokens.get(number)[1]) {
      heard.addFirst(tokens.get(number)[0]);
    }
    List<Remembered> notes = new ArrayList<>();
    Part speaker = Part.PLAYER;
    long clock = 0;
    for (int token : heard) {
      int value = Vocabulary.value(token);
      switch (Vocabulary.kind(token)) {
        case PART -> speaker = Part.of(value);
        case DUR -> clock += value;
        case NOTE_ON -> notes.add(new Remembered(speaker, value, clock));
        default -> {
          // no onset
        }
      }
    }
    return notes;
  }
}
