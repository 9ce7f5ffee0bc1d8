package antiphon.learn.evaluate.report;

import antiphon.learn.evaluate.report.LikelihoodFigure.Rival;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What others reach, and what is asked of Antiphon's models. Rolls: nats a frame on the official
 * test splits, as tabled by Bai, Kolter and Koltun (2018) and Krishnan, Shalit and Sontag (2017).
 * PPM (Cleary and Witten 1984, over the tokens of this grammar) was measured for both.
 */
public final class Published {
  private static final String PER_NOTE = "nats/canonical note";
  private static final String PER_FRAME = "nats/frame";

  /** So much of PPM's figure at most; small models may need more. */
  private static final double SHARE_OF_PPM = 0.85;

  private static final String SMALL_MODEL = "pocket";
  private static final double SHARE_OF_PPM_SMALL = 0.92;

  private static final Map<String, Rival> CORPORA =
      Map.of(
          "openhymnal", new Rival("PPM order 5, 12 keys", 2.820),
          "ewld-pd", new Rival("PPM order 4", 2.863),
          "openscore-lieder", new Rival("PPM order 4", 6.234),
          "mutopia-keyboard", new Rival("PPM order 4", 7.515),
          "pop909-cl", new Rival("PPM order 4", 9.032));

  private static final List<Rival> JSB =
      List.of(
          new Rival("PPM order 4, 12 keys", 7.90),
          new Rival("LSTM of independent pitches (Bai)", 8.45),
          new Rival("TCN (Bai)", 8.10),
          new Rival("DMM-Aug-NADE, bound (Krishnan)", 5.335),
          new Rival("RNN-NADE (Krishnan)", 5.19));

  private static final List<Rival> NOTTINGHAM =
      List.of(
          new Rival("PPM order 4, 12 keys", 2.89),
          new Rival("LSTM of independent pitches (Bai)", 3.29),
          new Rival("TCN (Bai)", 3.07),
          new Rival("DMM-Aug-NADE, bound (Krishnan)", 2.347),
          new Rival("RNN-NADE (Krishnan)", 2.31));

  private static final double JSB_AT_MOST = 5.4;
  private static final double NOTTINGHAM_AT_MOST = 1.85;

  private Published() {}

  /** A figure for the test pieces of a corpus, beside PPM's. */
  public static LikelihoodFigure besideCorpora(
      String model, String corpus, double natsPerNote, double error) {
    Rival ppm = CORPORA.get(corpus);
    double share = model.equals(SMALL_MODEL) ? SHARE_OF_PPM_SMALL : SHARE_OF_PPM;
    return new LikelihoodFigure(
        model,
        corpus,
        PER_NOTE,
        natsPerNote,
        error,
        ppm == null ? Double.POSITIVE_INFINITY : share * ppm.value(),
        ppm == null ? List.of() : List.of(ppm));
  }

  /** A figure for piano rolls (frames from the second on), beside what is published. */
  public static LikelihoodFigure besideRolls(
      String model, String rolls, double natsPerFrame, double error) {
    String name = rolls.toLowerCase(Locale.ROOT);
    boolean jsb = name.endsWith("jsb_chorales");
    boolean known = jsb || name.endsWith("nottingham");
    return new LikelihoodFigure(
        model,
        rolls,
        PER_FRAME,
        natsPerFrame,
        error,
        !known ? Double.POSITIVE_INFINITY : jsb ? JSB_AT_MOST : NOTTINGHAM_AT_MOST,
        !known ? List.of() : jsb ? JSB : NOTTINGHAM);
  }
}
