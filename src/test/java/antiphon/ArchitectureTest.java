package antiphon;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.SystemClock;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** The floor plan: who may know whom. */
@ArchTag("spark") // also of the classes that the profile "spark" adds
@AnalyzeClasses(packages = "antiphon", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] DL4J = {"org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."};

  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now");

  @ArchTest static final ArchRule musicKnowsNothing = room("music");

  @ArchTest static final ArchRule threadKnowsNothing = room("thread");

  @ArchTest static final ArchRule netKnowsMusic = room("net", "music");

  @ArchTest static final ArchRule midiKnowsMusic = room("midi", "music", "thread");

  @ArchTest
  static final ArchRule learnKnowsFilesNetAndMusic = room("learn", "midi.file", "net", "music");

  @ArchTest
  static final ArchRule liveKnowsMidiNetAndMusic = room("live", "midi", "net", "music", "thread");

  @ArchTest
  static final ArchRule nobodyImportsApp =
      noClasses()
          .that()
          .resideOutsideOfPackage("antiphon.app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("antiphon.app..");

  @ArchTest
  static final ArchRule controlKnowsTheLiveApiAndMusic =
      room("control", "live.api", "music", "thread");

  @ArchTest static final ArchRule liveApiKnowsNoLiveRoom = liveRoom("api");

  @ArchTest static final ArchRule ringKnowsApiOnly = liveRoom("ring", "api");

  @ArchTest static final ArchRule followKnowsApiOnly = liveRoom("follow", "api");

  @ArchTest static final ArchRule guardKnowsApiOnly = liveRoom("guard", "api");

  @ArchTest static final ArchRule dialogueKnowsApiOnly = liveRoom("dialogue", "api");

  @ArchTest static final ArchRule scheduleKnowsApiOnly = liveRoom("schedule", "api");

  @ArchTest static final ArchRule journalKnowsApiAndRing = liveRoom("journal", "api", "ring");

  @ArchTest
  static final ArchRule composingAndDrawingNeedNoTraining =
      noClasses()
          .that()
          .resideInAnyPackage("antiphon.learn.compose..", "antiphon.learn.picture..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "antiphon.learn.corpus..",
              "antiphon.learn.train..",
              "antiphon.learn.evaluate..",
              "org.deeplearning4j..",
              "org.nd4j..");

  @ArchTest
  static final ArchRule noCyclesBetweenRooms =
      slices().matching("antiphon.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesBetweenPackages =
      slices().matching("antiphon.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule dl4jBehindItsDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages("antiphon.net.dl4j..", "antiphon.learn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DL4J);

  @ArchTest
  static final ArchRule sparkBehindItsDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage("antiphon.learn.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.hadoop..",
              "org.deeplearning4j.spark..",
              "scala..",
              "antiphon.learn.spark..");

  @ArchTest
  static final ArchRule incubatorBehindItsDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage("antiphon.net.vector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jdk.incubator..", "antiphon.net.vector..");

  /**
   * Native code is called by transports alone, and by none of the ports' common part; and where a
   * thread asks the system for its rights.
   */
  @ArchTest
  static final ArchRule nativeCallsBehindTransportsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("antiphon.midi.port.*..", "antiphon.app.realtime")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule multicastNamesBehindTheirDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage("antiphon.midi.port.rtp..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("javax.jmdns..");

  @ArchTest
  static final ArchRule disruptorInLiveOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("antiphon.live..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.lmax.disruptor..");

  @ArchTest
  static final ArchRule disruptorNotInTheThinkingRooms =
      noClasses()
          .that()
          .resideInAnyPackage(
              "antiphon.live.follow..",
              "antiphon.live.guard..",
              "antiphon.live.dialogue..",
              "antiphon.live.schedule..",
              "antiphon.live.journal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.lmax.disruptor..");

  @ArchTest
  static final ArchRule oneClock =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(SystemClock.class.getName())
          .should(
              callMethodWhere(
                  DescribedPredicate.describe(
                      "read a clock of the JDK or sleep",
                      (JavaMethodCall call) ->
                          CLOCKS.contains(
                              call.getTargetOwner().getFullName() + "." + call.getName()))));

  @ArchTest
  static final ArchRule coreMidi4jInOneClass =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("antiphon.midi.port.javasound.CoreMidi4j")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("uk.co.xfactorylibrarians..");

  @ArchTest
  static final ArchRule coreMidiCalledInOneClass =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("antiphon.midi.port.coremidi..")
          .and()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.NATIVE)
          .should()
          .beDeclaredInClassesThat()
          .haveNameMatching("antiphon\\.midi\\.port\\.coremidi\\.NativeCoreMidi\\$.*");

  @ArchTest
  static final ArchRule pureRoomsHaveNoThreads =
      noClasses()
          .that()
          .resideInAnyPackage(
              "antiphon.music..",
              "antiphon.net..",
              "antiphon.live.dialogue..",
              "antiphon.live.schedule..",
              "antiphon.live.guard..",
              "antiphon.live.follow..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.locks"))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule realTimeSafeMethodsKeepAwayFromWhatBlocks =
      methods().that().areAnnotatedWith(RealTimeSafe.class).should(callNothingThatBlocks());

  @ArchTest
  static final ArchRule namesAreRoles =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl");

  private static ArchRule room(String name, String... mayKnow) {
    String[] allowed = new String[mayKnow.length + 1];
    allowed[0] = "antiphon." + name + "..";
    for (int i = 0; i < mayKnow.length; i++) {
      allowed[i + 1] = "antiphon." + mayKnow[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(allowed[0])
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("antiphon..").and(resideOutsideOfPackages(allowed)));
  }

  private static ArchRule liveRoom(String name, String... mayKnow) {
    String[] allowed = new String[mayKnow.length + 1];
    allowed[0] = "antiphon.live." + name + "..";
    for (int i = 0; i < mayKnow.length; i++) {
      allowed[i + 1] = "antiphon.live." + mayKnow[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage(allowed[0])
        .should(
            not(
                com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat(
                    resideInAnyPackage("antiphon.live..").and(resideOutsideOfPackages(allowed)))));
  }

  private static ArchCondition<JavaMethod> callNothingThatBlocks() {
    return new ArchCondition<>("not call what blocks, logs, formats or does I/O") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        for (JavaMethodCall call : method.getMethodCallsFromSelf()) {
          String owner = call.getTargetOwner().getPackageName();
          String target = call.getTarget().getFullName();
          boolean blocks =
              owner.startsWith("org.slf4j")
                  || owner.startsWith("java.io")
                  || owner.startsWith("java.nio.file")
                  || owner.startsWith("java.util.concurrent.locks")
                  || owner.startsWith("java.util.stream")
                  || target.startsWith("java.lang.String.format")
                  || target.startsWith("java.lang.System.")
                      && !target.startsWith("java.lang.System.arraycopy")
                  || target.startsWith("java.lang.Object.wait");
          if (blocks) {
            events.add(SimpleConditionEvent.violated(method, call.getDescription()));
          }
        }
        if (method
            .getModifiers()
            .contains(com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED)) {
          events.add(
              SimpleConditionEvent.violated(method, method.getFullName() + " is synchronized"));
        }
      }
    };
  }
}
