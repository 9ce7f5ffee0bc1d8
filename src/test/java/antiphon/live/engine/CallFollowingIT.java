package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.CorpusPrompts;
import antiphon.CorpusPrompts.Prompt;
import antiphon.live.api.Action;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.follow.InternalTempo;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import antiphon.net.Steppers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Do answers follow their calls? A hundred prompts of the corpora, or, where there are none,
 * phrases of the test's pieces, are played to a model that ships, each as loudly as its seed says.
 * {@code -Dantiphon.model} asks another model.
 */
class CallFollowingIT {
  private static final Path MODEL = Path.of(System.getProperty("antiphon.model", "models/studio"));
  private static final Path PIECES = Path.of("src/test/resources/pieces");
  private static final int PROMPTS = 100;
  private static final int PHRASE_QUARTERS = 16;
  private static final double LEAST_CORRELATION = 0.6;

  /** How something is played. */
  private record Manner(double pitch, double notesPerBeat, double velocity, int notes) {}

  private record Exchange(Manner call, Manner answer) {}

  private record Correlations(double register, double density, double velocity) {}

  @Test
  void shouldAnswerInTheRegisterDensityAndLoudnessOfTheCall() throws Exception {
    List<Prompt> prompts = prompts();
    assertEquals(PROMPTS, prompts.size());
    LstmStepper stepper = stepper();
    Correlations off = correlations("off", exchanges(prompts, stepper, 0));
    Correlations on = correlations("on", exchanges(prompts, stepper, 1));
    assertTrue(on.register() >= LEAST_CORRELATION, "register: " + on + ", off: " + off);
    assertTrue(on.density() >= LEAST_CORRELATION, "density: " + on + ", off: " + off);
    assertTrue(on.velocity() >= LEAST_CORRELATION, "loudness: " + on + ", off: " + off);
  }

  private static LstmStepper stepper() throws Exception {
    ModelBundle bundle = ModelBundle.read(MODEL);
    return Steppers.create(Steppers.fastest(bundle.weights().spec()), bundle.weights());
  }

  private static List<Exchange> exchanges(
      List<Prompt> prompts, LstmStepper stepper, double following) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      exchanges.add(exchange(prompts.get(i), stepper, following, i + 1));
    }
    return exchanges;
  }

  /** Plays a prompt, hands over at its end, and hears the answer to its end. */
  private static Exchange exchange(
      Prompt prompt, LstmStepper stepper, double following, long seed) {
    LiveSettings settings =
        new LiveSettings(Mode.CALL_RESPONSE, prompt.meter(), prompt.tempoBpm(), seed)
            .with(Parameter.HAND_OVER, HandOver.PEDAL)
            .with(Parameter.REGISTER_FOLLOW, following)
            .with(Parameter.DENSITY_FOLLOW, following)
            .with(Parameter.VELOCITY_FOLLOW, following);
    MeterMap meters = MeterMap.of(prompt.meter());
    InternalTempo tempo = new InternalTempo(Timeline.of(0, 0, prompt.tempoBpm()), meters);
    FarSide farSide = new FarSide();
    Pump pump = new Pump(settings, stepper, tempo, farSide);
    pump.setLooksAhead(false);
    long endNs = tempo.timeline().nsAt(prompt.endTick());
    Score call = new Score(prompt.notes(), prompt.tempoBpm(), meters);
    pump.play(new ScorePlayer(call, tempo.timeline(), pump.input(), 0), endNs);
    pump.advanceTo(endNs);
    pump.perform(Action.HAND_OVER);
    pump.advanceTo(tempo.timeline().nsAt(4 * prompt.endTick()));
    assertNull(pump.view().takeNewError());
    pump.finish();
    assertEquals(0, farSide.hanging());
    List<Note> answer =
        farSide.heard().stream()
            .map(FarSide.Heard::message)
            .filter(MidiMessages::isNoteOn)
            .map(m -> new Note(Part.PARTNER, MidiMessages.data1(m), MidiMessages.data2(m), 0, 0))
            .toList();
    double beats =
        (double) prompt.endTick() / MusicalTime.TICKS_PER_CLOCK / prompt.meter().clocksPerBeat();
    return new Exchange(manner(prompt.notes(), beats), manner(answer, beats));
  }

  private static Manner manner(List<Note> notes, double beats) {
    assertTrue(!notes.isEmpty(), "silence");
    return new Manner(
        notes.stream().mapToInt(Note::pitch).average().orElseThrow(),
        notes.size() / beats,
        notes.stream().mapToInt(Note::velocity).average().orElseThrow(),
        notes.size());
  }

  private static Correlations correlations(String title, List<Exchange> exchanges) {
    Correlations correlations =
        new Correlations(
            correlation(exchanges, Manner::pitch),
            correlation(exchanges, Manner::notesPerBeat),
            correlation(exchanges, Manner::velocity));
    System.out.printf(
        Locale.ROOT,
        "following %-4s register %.2f  density %.2f  loudness %.2f;"
            + " notes a beat %.2f, of the calls %.2f; answers of fewer than 3 notes %.2f%n",
        title,
        correlations.register(),
        correlations.density(),
        correlations.velocity(),
        exchanges.stream().mapToDouble(e -> e.answer().notesPerBeat()).average().orElseThrow(),
        exchanges.stream().mapToDouble(e -> e.call().notesPerBeat()).average().orElseThrow(),
        exchanges.stream().mapToInt(e -> e.answer().notes() < 3 ? 1 : 0).average().orElseThrow());
    return correlations;
  }

  /** Spearman's: the correlation of the ranks. */
  private static double correlation(List<Exchange> exchanges, ToDoubleFunction<Manner> of) {
    double[] calls = ranks(exchanges.stream().map(Exchange::call).mapToDouble(of).toArray());
    double[] answers = ranks(exchanges.stream().map(Exchange::answer).mapToDouble(of).toArray());
    double mean = (calls.length - 1) / 2.0;
    double product = 0;
    double callSquare = 0;
    double answerSquare = 0;
    for (int i = 0; i < calls.length; i++) {
      product += (calls[i] - mean) * (answers[i] - mean);
      callSquare += (calls[i] - mean) * (calls[i] - mean);
      answerSquare += (answers[i] - mean) * (answers[i] - mean);
    }
    return product / Math.sqrt(callSquare * answerSquare);
  }

  /** From 0 on; equal values share theirs. */
  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double other : values) {
        ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
      ranks[i] -= 0.5; // itself
    }
    return ranks;
  }

  /** A hundred, in a random order, each as loud as it happens. */
  private static List<Prompt> prompts() throws IOException {
    Random random = new Random(1);
    List<Prompt> all = new ArrayList<>();
    CorpusPrompts.read().values().forEach(all::addAll);
    all.removeIf(prompt -> prompt.notes().size() < 3);
    System.out.println(
        all.isEmpty() ? "phrases of " + PIECES : "prompts of " + CorpusPrompts.FOLDER);
    if (all.isEmpty()) {
      all = phrases(random);
    }
    Collections.shuffle(all, random);
    List<Prompt> prompts = new ArrayList<>();
    for (Prompt prompt : all.subList(0, Math.min(PROMPTS, all.size()))) {
      prompts.add(louder(prompt, 20 + random.nextInt(100)));
    }
    return prompts;
  }

  /** The same with another mean velocity; it is never held beyond its end. */
  private static Prompt louder(Prompt prompt, double velocity) {
    double mean = prompt.notes().stream().mapToInt(Note::velocity).average().orElseThrow();
    List<Note> notes =
        prompt.notes().stream()
            .map(
                note ->
                    new Note(
                        note.part(),
                        note.pitch(),
                        (int)
                            Math.max(
                                1, Math.min(127, Math.round(note.velocity() * velocity / mean))),
                        note.onTick(),
                        Math.min(note.offTick(), prompt.endTick())))
            .toList();
    return new Prompt(prompt.name(), notes, prompt.meter(), prompt.tempoBpm(), prompt.endTick());
  }

  /** Cut from the pieces, some thinner, some higher, some lower. */
  private static List<Prompt> phrases(Random random) throws IOException {
    List<Score> pieces = new ArrayList<>();
    try (Stream<Path> files = Files.list(PIECES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mid")).sorted().toList()) {
        pieces.add(
            MidiFileReader.read(Files.readAllBytes(file), file.toString()).asPart(Part.PLAYER));
      }
    }
    List<Prompt> phrases = new ArrayList<>();
    while (phrases.size() < PROMPTS) {
      Prompt phrase = phrase(pieces.get(random.nextInt(pieces.size())), random);
      if (phrase.notes().size() >= 3) {
        phrases.add(phrase);
      }
    }
    return phrases;
  }

  private static Prompt phrase(Score piece, Random random) {
    long barTicks = MusicalTime.ticksOfClocks(piece.meters().meterAt(0).clocksPerBar());
    long startTick = random.nextInt((int) (piece.endTick() / barTicks)) * barTicks;
    long endTick = (long) PHRASE_QUARTERS * MusicalTime.TICKS_PER_QUARTER;
    double kept = 0.15 + 0.85 * random.nextDouble();
    int semitones = random.nextInt(37) - 18;
    List<Note> notes =
        piece.notes().stream()
            .filter(note -> note.onTick() >= startTick && note.onTick() < startTick + endTick)
            .filter(note -> random.nextDouble() < kept)
            .filter(note -> note.pitch() + semitones >= 21 && note.pitch() + semitones <= 108)
            .map(note -> note.shifted(-startTick, semitones))
            .toList();
    return new Prompt(
        startTick + " of a piece", notes, piece.meters().meterAt(0), piece.tempoBpm(), endTick);
  }
}
