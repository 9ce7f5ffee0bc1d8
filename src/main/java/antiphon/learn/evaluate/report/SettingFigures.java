package antiphon.learn.evaluate.report;

import antiphon.learn.compose.SamplingSettings;
import antiphon.learn.evaluate.continuation.CorpusFigures;
import java.util.List;

/** One way of drawing, and what came of it. */
public record SettingFigures(SamplingSettings setting, List<CorpusFigures> corpora) {
  /** The setting in a few words. */
  public String words() {
    String text = "T " + setting.temperature() + ", p " + setting.topP();
    if (setting.timeTemperature() != 1) {
      text += ", time × " + setting.timeTemperature();
    }
    if (setting.recall().share() > 0) {
      text += ", recall " + setting.recall().share() + " at " + setting.recall().sharpness();
    }
    return text;
  }
}
