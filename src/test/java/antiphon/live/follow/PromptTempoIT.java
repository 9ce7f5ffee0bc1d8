package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.CorpusPrompts;
import antiphon.music.time.Meter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The fixed prompts of the corpora, those of their test lists, played unevenly at their own tempo
 * and others. Where there are no corpora, that is told and nothing is judged.
 */
class PromptTempoIT {
  private static final double LEAST_BEATS_KNOWN = .85;
  private static final double LEAST_BEATS_UNKNOWN = .82;
  private static final double[] TEMPI_BPM = {60, 90, 120, 150, 180};

  private record Shares(double tempo, double beat) {}

  @Test
  void shouldFindTempoAndBeatOfThePrompts() throws IOException {
    Map<String, List<CorpusPrompts.Prompt>> corpora = CorpusPrompts.read();
    if (corpora.isEmpty()) {
      System.out.println("no prompts at " + CorpusPrompts.FOLDER + ": nothing judged");
      return;
    }
    Shares known = judge("own tempo, known", corpora, true, own -> own, own -> own);
    Shares unknown =
        judge("own tempo, unknown", corpora, true, own -> own, own -> PhraseTempo.UNKNOWN);
    judge("own tempo, meter unknown too", corpora, false, own -> own, own -> PhraseTempo.UNKNOWN);
    for (double tempoBpm : TEMPI_BPM) {
      judge(tempoBpm + " bpm, known", corpora, true, own -> tempoBpm, own -> tempoBpm);
      judge(tempoBpm + " bpm, unknown", corpora, true, own -> tempoBpm, own -> PhraseTempo.UNKNOWN);
    }
    assertTrue(known.tempo() >= .9, "tempo, known: " + known);
    assertTrue(unknown.tempo() >= .9, "tempo, unknown: " + unknown);
    assertTrue(known.beat() >= LEAST_BEATS_KNOWN, "beat, known: " + known);
    assertTrue(unknown.beat() >= LEAST_BEATS_UNKNOWN, "beat, unknown: " + unknown);
  }

  private static Shares judge(
      String title,
      Map<String, List<CorpusPrompts.Prompt>> corpora,
      boolean meterKnown,
      DoubleUnaryOperator tempo,
      DoubleUnaryOperator previous) {
    List<TempoTrial.Outcome> all = new ArrayList<>();
    Map<Meter, PhraseTempo> followers = new HashMap<>();
    for (Map.Entry<String, List<CorpusPrompts.Prompt>> corpus : corpora.entrySet()) {
      List<TempoTrial.Outcome> outcomes = new ArrayList<>();
      for (CorpusPrompts.Prompt prompt : corpus.getValue()) {
        Meter meter = meterKnown ? prompt.meter() : Meter.COMMON;
        outcomes.add(
            TempoTrial.play(
                prompt.notes(),
                prompt.meter(),
                prompt.endTick(),
                tempo.applyAsDouble(prompt.tempoBpm()),
                previous.applyAsDouble(prompt.tempoBpm()),
                followers.computeIfAbsent(meter, PhraseTempo::new),
                new Random(prompt.name().hashCode())));
      }
      print(title, corpus.getKey(), outcomes);
      all.addAll(outcomes);
    }
    print(title, "all", all);
    return new Shares(
        share(all.stream().map(TempoTrial.Outcome::tempoRight)),
        share(all.stream().map(TempoTrial.Outcome::beatRight)));
  }

  private static void print(String title, String corpus, List<TempoTrial.Outcome> outcomes) {
    System.out.printf(
        Locale.ROOT,
        "%-28s %-18s %4d  tempo %.3f  beat %.3f  level %.3f  bar %.3f  sure ones %.2f: %.3f%n",
        title,
        corpus,
        outcomes.size(),
        share(outcomes.stream().map(TempoTrial.Outcome::tempoRight)),
        share(outcomes.stream().map(TempoTrial.Outcome::beatRight)),
        share(outcomes.stream().map(TempoTrial.Outcome::levelRight)),
        share(outcomes.stream().map(TempoTrial.Outcome::barRight)),
        share(outcomes.stream().map(outcome -> outcome.confidence() >= .5)),
        share(
            outcomes.stream()
                .filter(outcome -> outcome.confidence() >= .5)
                .map(TempoTrial.Outcome::beatRight)));
  }

  private static double share(Stream<Boolean> marks) {
    return marks.collect(Collectors.averagingDouble(mark -> mark ? 1 : 0));
  }
}
