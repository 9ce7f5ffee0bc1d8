package antiphon.control.desk;

import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Bindings and scenes as they are in the files, and back. */
final class DeskFiles {
  static final String CONTROLS = "controls.json";
  static final String SCENES = "scenes.json";

  private static final String BINDINGS = "bindings";
  private static final String KIND = "kind";
  private static final String CHANNEL = "channel";
  private static final String NUMBER = "number";
  private static final String TARGET = "target";
  private static final String ALL_SCENES = "scenes";
  private static final String NAME = "name";
  private static final String PROGRAM = "program";
  private static final String MODE = "mode";
  private static final String MODEL = "model";
  private static final String PARAMETERS = "parameters";

  private DeskFiles() {}

  static ObjectNode controls(List<Binding> bindings) {
    ObjectNode document = DeskFile.document();
    ArrayNode list = document.putArray(BINDINGS);
    for (Binding binding : bindings) {
      list.addObject()
          .put(KIND, binding.kind().word())
          .put(CHANNEL, binding.channel())
          .put(NUMBER, binding.number())
          .put(TARGET, binding.target());
    }
    return document;
  }

  /**
   * @throws IllegalArgumentException naming file and line
   */
  static BindingTable controls(Optional<FilePart> file, SceneBook scenes) {
    BindingTable table = BindingTable.EMPTY;
    if (file.isEmpty()) {
      return table;
    }
    for (FilePart part :
        file.get().requireKeys(Set.of(DeskFile.VERSION, BINDINGS)).elements(BINDINGS)) {
      part.requireKeys(Set.of(KIND, CHANNEL, NUMBER, TARGET));
      BindingTable before = table;
      table = checked(part, () -> with(before, binding(part), scenes));
    }
    return table;
  }

  static ObjectNode scenes(List<Scene> scenes) {
    ObjectNode document = DeskFile.document();
    ArrayNode list = document.putArray(ALL_SCENES);
    for (Scene scene : scenes) {
      ObjectNode node = list.addObject().put(NAME, scene.name());
      if (scene.program() != null) {
        node.put(PROGRAM, scene.program());
      }
      if (scene.mode() != null) {
        node.put(MODE, scene.mode().word());
      }
      if (scene.model() != null) {
        node.put(MODEL, scene.model());
      }
      ObjectNode parameters = node.putObject(PARAMETERS);
      scene.parameters().forEach((parameter, value) -> put(parameters, parameter, value));
    }
    return document;
  }

  /**
   * @throws IllegalArgumentException naming file and line
   */
  static SceneBook scenes(Optional<FilePart> file) {
    SceneBook book = SceneBook.EMPTY;
    if (file.isEmpty()) {
      return book;
    }
    for (FilePart part :
        file.get().requireKeys(Set.of(DeskFile.VERSION, ALL_SCENES)).elements(ALL_SCENES)) {
      part.requireKeys(Set.of(NAME, PROGRAM, MODE, MODEL, PARAMETERS));
      Map<Parameter, Double> parameters = parameters(part.parts(PARAMETERS));
      SceneBook before = book;
      book = checked(part, () -> with(before, scene(part, parameters)));
    }
    return book;
  }

  private static Binding binding(FilePart part) {
    return new Binding(
        Binding.Kind.parse(part.text(KIND)),
        part.has(CHANNEL) ? part.whole(CHANNEL) : Binding.ANY,
        part.whole(NUMBER),
        part.text(TARGET));
  }

  private static BindingTable with(BindingTable table, Binding binding, SceneBook scenes) {
    if (table.bindings().stream().anyMatch(binding::isControlOf)) {
      throw new IllegalArgumentException(
          "this control is bound twice; keep one line of " + binding.kind().word() + "s for it");
    }
    String scene = Target.parse(binding.target()).scene();
    if (scene != null) {
      scenes.require(scene);
    }
    return table.with(binding);
  }

  private static Scene scene(FilePart part, Map<Parameter, Double> parameters) {
    return new Scene(
        part.text(NAME),
        part.has(PROGRAM) ? part.whole(PROGRAM) : null,
        part.has(MODE) ? Mode.parse(part.text(MODE)) : null,
        part.has(MODEL) ? part.text(MODEL) : null,
        parameters);
  }

  private static SceneBook with(SceneBook book, Scene scene) {
    if (book.find(scene.name()).isPresent()) {
      throw new IllegalArgumentException("there are two scenes '" + scene.name() + "'");
    }
    return book.with(scene);
  }

  private static Map<Parameter, Double> parameters(Map<String, FilePart> parts) {
    Map<Parameter, Double> parameters = new EnumMap<>(Parameter.class);
    parts.forEach(
        (word, part) -> {
          Parameter parameter =
              Parameter.ofWord(word)
                  .orElseThrow(
                      () ->
                          part.refusal(
                              "'"
                                  + Scene.shortened(word)
                                  + "' is no parameter; there are: "
                                  + String.join(", ", Parameter.words())));
          parameters.put(parameter, checked(part, () -> parameter.parse(part.node().asText())));
        });
    return parameters;
  }

  private static void put(ObjectNode node, Parameter parameter, double value) {
    switch (parameter.kind()) {
      case NUMBER -> node.put(parameter.word(), value);
      case WHOLE -> node.put(parameter.word(), (int) value);
      case FLAG -> node.put(parameter.word(), value != 0);
      case CHOICE -> node.put(parameter.word(), parameter.text(value));
    }
  }

  /** Says where it was when something is refused. */
  private static <T> T checked(FilePart part, Supplier<T> made) {
    try {
      return made.get();
    } catch (LocatedRefusal e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw part.refusal(e.getMessage());
    }
  }
}
