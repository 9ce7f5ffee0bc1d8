package antiphon.learn.spark;

import antiphon.learn.train.TrainingEngine;
import antiphon.learn.train.TrainingSite;

/** {@code --engine spark}. */
public final class SparkEngine implements TrainingEngine {
  @Override
  public String name() {
    return "spark";
  }

  @Override
  public TrainingSite open(Setting setting) {
    return SparkSite.open(setting);
  }
}
