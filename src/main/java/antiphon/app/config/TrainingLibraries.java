package antiphon.app.config;

/** Deeplearning4j and ND4J, which the run-only distribution is without. */
public final class TrainingLibraries {
  private static final String ONE_OF_THEM = "org.nd4j.linalg.factory.Nd4j";

  private TrainingLibraries() {}

  /**
   * @param what needs them, as the user calls it
   * @throws UsageException when they are not there
   */
  public static void require(String what) {
    try {
      Class.forName(ONE_OF_THEM, false, TrainingLibraries.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UsageException(
          what
              + " needs Deeplearning4j, which this run-only distribution is without; use the full"
              + " one, target/antiphon of a build",
          e);
    }
  }
}
