package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.TokenDecoder;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokens}: a MIDI file as the model reads it, and back. */
@Command(
    name = "tokens",
    description = "Shows a MIDI file as tokens, one a line, or makes a MIDI file of tokens.",
    footer = {
      "",
      "Examples:",
      "  antiphon tokens song.mid > song.tokens",
      "  antiphon tokens --decode song.tokens -o song-on-the-grid.mid",
      "One DUR is a 24th of a quarter note. Tempo and meter are in the --json form alone; without them it is 120 and 4/4.",
      "A track named 'Antiphon' is the partner's, all others are the player's."
    })
public final class TokensCommand implements Callable<Integer> {
  private static final double DEFAULT_TEMPO_BPM = 120;
  private static final String PARTNER_TRACK = MidiFileWriter.ANTIPHON_TRACK;

  @Parameters(arity = "0..1", paramLabel = "FILE.mid", description = "The file to show.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(
      names = "--decode",
      paramLabel = "FILE",
      description = "Tokens, as printed with or without --json, to make a MIDI file of.")
  private Path tokens;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "OUT.mid",
      description = "Where the MIDI file goes.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if ((file == null) == (tokens == null)) {
      throw new UsageException("give a MIDI file, or --decode FILE -o OUT.mid");
    }
    if (file != null) {
      show();
    } else if (out == null) {
      throw new UsageException("--decode needs -o OUT.mid");
    } else {
      decode();
    }
    return 0;
  }

  private void show() {
    MidiPiece piece;
    try {
      piece = MidiFileReader.read(file);
    } catch (MidiFileException e) {
      throw new UsageException(e.getMessage(), e);
    }
    int[] ids =
        TokenEncoder.encode(
            piece.arrange(
                track -> track.name().equals(PARTNER_TRACK) ? Part.PARTNER : Part.PLAYER));
    if (json) {
      ObjectNode document = new ObjectMapper().createObjectNode();
      document.put("ticksPerQuarter", MusicalTime.CLOCKS_PER_QUARTER);
      document.put("tempoBpm", piece.tempoBpm());
      document.put("meter", piece.meters().meterAt(0).toString());
      for (int id : ids) {
        document.withArray("tokens").add(Vocabulary.describe(id));
        document.withArray("ids").add(id);
      }
      System.out.println(document);
    } else {
      StringBuilder lines = new StringBuilder();
      for (int id : ids) {
        lines.append(Vocabulary.describe(id)).append('\n');
      }
      System.out.print(lines);
    }
  }

  private void decode() throws IOException {
    String text;
    try {
      text = Files.readString(tokens);
    } catch (MalformedInputException e) {
      throw new UsageException(tokens + " is not a text of tokens", e);
    } catch (IOException e) {
      throw new UsageException(tokens + " cannot be read; check the path", e);
    }
    try {
      boolean isJson = text.stripLeading().startsWith("{");
      JsonNode document =
          isJson ? new ObjectMapper().readTree(text) : new ObjectMapper().createObjectNode();
      int[] ids =
          isJson
              ? ids(document)
              : text.lines().filter(line -> !line.isBlank()).mapToInt(Vocabulary::parse).toArray();
      if (ids.length == 0) {
        throw new UsageException(tokens + " holds no tokens");
      }
      double tempoBpm = document.path("tempoBpm").asDouble(DEFAULT_TEMPO_BPM);
      Meter meter = Meter.parse(document.path("meter").asText("4/4"));
      MidiFileWriter.write(TokenDecoder.decode(ids, tempoBpm, MeterMap.of(meter)), out);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new UsageException(tokens + ": " + e.getMessage(), e);
    }
  }

  private static int[] ids(JsonNode document) {
    JsonNode ids = document.path("ids");
    int[] result = new int[ids.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = ids.path(i).asInt(-1);
      Vocabulary.kind(result[i]);
    }
    if (result.length > 0) {
      return result;
    }
    JsonNode words = document.path("tokens");
    result = new int[words.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = Vocabulary.parse(words.path(i).asText());
    }
    return result;
  }
}
