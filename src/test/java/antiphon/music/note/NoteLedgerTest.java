package antiphon.music.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import org.junit.jupiter.api.Test;

class NoteLedgerTest {
  @Test
  void shouldEndASharedPitchOnlyWhenItsLastOwnerLetsGo() {
    NoteLedger ledger = new NoteLedger(2);
    assertFalse(ledger.on(0, 3, 60));
    assertTrue(ledger.on(1, 3, 60), "sounds already");
    assertFalse(ledger.off(0, 3, 60), "the other owner still holds it");
    assertFalse(ledger.off(0, 3, 60), "not its own any more");
    assertTrue(ledger.off(1, 3, 60));
    assertEquals(0, ledger.sounding());
  }

  @Test
  void shouldLeaveNothingSoundingAfterAnyStormAndADrain() {
    Seeded.forSeeds(
        300,
        random -> {
          NoteLedger ledger = new NoteLedger(3);
          boolean[] farSide = new boolean[16 * 128];
          for (int i = 0; i < 500; i++) {
            int owner = random.nextInt(3);
            int channel = random.nextInt(2);
            int pitch = random.nextInt(6);
            if (random.nextBoolean()) {
              if (ledger.on(owner, channel, pitch)) {
                farSide[channel * 128 + pitch] = false;
              }
              farSide[channel * 128 + pitch] = true;
            } else if (ledger.off(owner, channel, pitch)) {
              farSide[channel * 128 + pitch] = false;
            }
          }
          int before = 0;
          for (boolean sounds : farSide) {
            before += sounds ? 1 : 0;
          }
          assertEquals(before, ledger.sounding());
          ledger.drainAll(
              (channel, pitch, last) -> {
                if (last) {
                  farSide[channel * 128 + pitch] = false;
                }
              });
          assertEquals(0, ledger.sounding());
          for (boolean sounds : farSide) {
            assertFalse(sounds);
          }
        });
  }
}
