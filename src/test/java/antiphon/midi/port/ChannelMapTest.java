package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelMapTest {
  private static final int CLOCK = MidiMessages.pack(0xF8, 0, 0);

  @Test
  void shouldPassAllWhenNothingIsSaid() {
    ChannelMap map = ChannelMap.parse(List.of());
    for (int channel = 0; channel < 16; channel++) {
      int message = MidiMessages.atPort(MidiMessages.noteOn(channel, 60, 80), 7);
      assertEquals(message, map.apply(message));
    }
  }

  @Test
  void shouldPassWhatIsNamedAsWhatIsSaidAndKeepThePort() {
    ChannelMap map = ChannelMap.parse(List.of(1L, "3-5", "10>2", "4>16"));
    int[] to = {0, -1, 2, 15, 4, -1, -1, -1, -1, 1, -1, -1, -1, -1, -1, -1};
    for (int channel = 0; channel < 16; channel++) {
      int message = MidiMessages.atPort(MidiMessages.noteOff(channel, 61), 3);
      int expected =
          to[channel] < 0 ? 0 : MidiMessages.atPort(MidiMessages.noteOff(to[channel], 61), 3);
      assertEquals(expected, map.apply(message), "channel " + (channel + 1));
    }
    assertEquals(CLOCK, map.apply(CLOCK), "system messages have no channel");
  }

  @Test
  void shouldRefuseWhatIsNoChannelAndSayWhatIs() {
    for (Object word :
        List.of("0", 17L, "5-3", "1>", "1>17", "all", "", "1-", 2.5, "999999999999")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> ChannelMap.parse(List.of(word)))
              .getMessage();
      assertTrue(message.contains("1 to 16") && message.contains("'" + word + "'"), message);
    }
  }
}
