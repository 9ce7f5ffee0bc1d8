package antiphon.control.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.control.desk.Scene;
import antiphon.control.desk.Target;
import antiphon.live.api.Action;
import antiphon.live.api.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anything by any door, in any order. */
class DeskStormTest {
  private static final int STEPS = 500;

  @TempDir Path folder;

  @Test
  void shouldKeepScenesBindingsKeysAndFilesInOrderWhateverIsAskedFor() {
    Seeded.forSeeds(
        10,
        random -> {
          RecordingEngine engine = new RecordingEngine();
          AtomicLong nowNs = new AtomicLong(random.nextLong());
          Path own = folder.resolve(Long.toHexString(nowNs.get()));
          List<Scene> scenes;
          List<Binding> bindings;
          try (Desk desk = new Desk(engine, new RecordingModels(), own, nowNs::get);
              Lights lights = new Lights(engine, desk)) {
            ControlListener listener = new ControlListener(desk);
            for (int i = 0; i < STEPS; i++) {
              nowNs.addAndGet(random.nextLong(20_000_000));
              try {
                step(random, desk, listener, nowNs.get());
              } catch (IllegalArgumentException e) {
                assertEquals(1, e.getMessage().lines().count(), "refused in a sentence");
              }
              lights.look();
              engine.take();
            }
            scenes = desk.scenes();
            bindings = desk.bindings();
            requireOrder(engine, scenes, bindings);
          }
          try (Desk desk = new Desk(engine, new RecordingModels(), own, nowNs::get)) {
            assertEquals(scenes, desk.scenes());
            assertEquals(bindings, desk.bindings());
          }
        });
  }

  private static void step(Random random, Desk desk, ControlListener listener, long timeNs) {
    String scene = "S" + random.nextInt(4);
    String target = target(random, scene);
    switch (random.nextInt(40)) {
      case 0 -> desk.saveScene(scene, random.nextBoolean() ? random.nextInt(130) : null);
      case 1 -> desk.removeScene(scene);
      case 2, 3 -> desk.recall(scene);
      case 4 -> desk.recall(random.nextInt(130));
      case 5, 6, 7 -> desk.learn(target);
      case 8 -> desk.stopLearning();
      case 9 -> desk.unbind(target);
      case 10 ->
          desk.bind(
              new Binding(
                  Binding.Kind.values()[random.nextInt(3)],
                  random.nextInt(18),
                  random.nextInt(130),
                  target));
      case 11, 12, 13 -> {
        Parameter parameter = Parameter.values()[random.nextInt(Parameter.values().length)];
        desk.set(parameter, parameter.at(random.nextDouble() * 1.1));
      }
      default ->
          listener.message(
              0x80 + 0x10 * random.nextInt(7),
              random.nextInt(16),
              random.nextInt(random.nextBoolean() ? 128 : 4),
              random.nextInt(128),
              timeNs);
    }
  }

  private static String target(Random random, String scene) {
    return switch (random.nextInt(4)) {
      case 0 -> "scene:" + scene;
      case 1 -> Action.words().get(random.nextInt(Action.words().size()));
      case 2 -> Parameter.words().get(random.nextInt(Parameter.words().size()));
      default -> "overlap";
    };
  }

  private static void requireOrder(
      RecordingEngine engine, List<Scene> scenes, List<Binding> bindings) {
    for (Binding binding : bindings) {
      String scene = Target.parse(binding.target()).scene();
      assertTrue(
          scene == null || scenes.stream().anyMatch(kept -> kept.name().equals(scene)),
          binding.toString());
    }
    for (int channel = 0; channel < 16; channel++) {
      for (int pitch = 0; pitch < 128; pitch++) {
        int at = channel + 1;
        int key = pitch;
        boolean bound =
            bindings.stream()
                .filter(binding -> binding.kind() == Binding.Kind.NOTE)
                .filter(binding -> binding.channel() == Binding.ANY || binding.channel() == at)
                .anyMatch(binding -> binding.number() == key);
        assertEquals(bound, engine.triggers().contains(channel, pitch));
      }
    }
  }
}
