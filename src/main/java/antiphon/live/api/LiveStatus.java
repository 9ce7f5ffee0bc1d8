package antiphon.live.api;

import java.util.Map;

/**
 * How the engine is, at one moment. Immutable.
 *
 * @param timeTicks where in musical time the moment is, as notes are told; it never stands still
 * @param positionTicks where in the song, as the one whose beat it is counts it
 * @param sounding notes that sound at the far side
 * @param key pitch classes of the key that is kept to, as bits, that of C the lowest; all where
 *     there is none
 * @param keyConfidence how sure the key is in which the player played last, 0 to 1
 * @param counts what has been counted since the start, by name
 */
public record LiveStatus(
    Mode mode,
    Floor floor,
    double tempoBpm,
    String meter,
    long timeTicks,
    long positionTicks,
    ClockStatus clock,
    int sounding,
    Map<Parameter, Double> parameters,
    String model,
    int key,
    double keyConfidence,
    Map<String, Long> counts) {}
