package antiphon.live.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RingTest {
  private final Counters counters = new Counters();

  @Test
  void shouldRefuseWithoutWaitingWhenFullAndThenSayThatEventsWereLost() throws Exception {
    RingBuffer<InSlot> buffer =
        RingBuffer.createMultiProducer(InSlot::new, 4, new ParkingWaitStrategy());
    EventPoller<InSlot> poller = buffer.newPoller();
    buffer.addGatingSequences(poller.getSequence());
    InRing ring = new InRing(buffer, counters);
    for (int i = 0; i < 4; i++) {
      assertTrue(ring.offerMidi(i, i));
    }
    assertFalse(ring.offerMidi(4, 4));
    assertEquals(1, counters.get(Counter.REFUSED_IN));
    List<InSlot.Kind> kinds = new ArrayList<>();
    drain(poller, kinds);
    assertTrue(ring.offerMidi(5, 5));
    drain(poller, kinds);
    assertEquals(
        List.of(
            InSlot.Kind.MIDI,
            InSlot.Kind.MIDI,
            InSlot.Kind.MIDI,
            InSlot.Kind.MIDI,
            InSlot.Kind.EVENTS_LOST,
            InSlot.Kind.MIDI),
        kinds);
  }

  @Test
  void shouldStillBringTheLastModelAndTheLastTriggersThatFoundNoRoom() throws Exception {
    RingBuffer<InSlot> buffer =
        RingBuffer.createMultiProducer(InSlot::new, 4, new ParkingWaitStrategy());
    EventPoller<InSlot> poller = buffer.newPoller();
    buffer.addGatingSequences(poller.getSequence());
    InRing ring = new InRing(buffer, counters);
    for (int i = 0; i < 4; i++) {
      ring.offer(InSlot.Kind.WAKE, 0, i);
    }
    for (String name : List.of("first", "last")) {
      assertFalse(ring.offerPayload(InSlot.Kind.SWAP, name, 4));
      assertFalse(ring.offerPayload(InSlot.Kind.SET_TRIGGERS, name + " keys", 4));
    }
    assertEquals(4, counters.get(Counter.REFUSED_IN));
    drain(poller, new ArrayList<>());
    List<Object> brought = new ArrayList<>();
    ring.retry(5);
    ring.retry(6);
    poller.poll((slot, sequence, endOfBatch) -> brought.add(slot.takePayload()));
    assertEquals(List.of("last keys", "last"), brought);
    assertTrue(ring.offerPayload(InSlot.Kind.SWAP, "next", 7));
    poller.poll((slot, sequence, endOfBatch) -> brought.add(slot.takePayload()));
    assertEquals(List.of("last keys", "last", "next"), brought);
  }

  @Test
  void shouldCarryEveryEventOfManyProducersToParkedConsumersUnharmed() throws Exception {
    RingBuffer<InSlot> buffer =
        RingBuffer.createMultiProducer(InSlot::new, 64, new ParkingWaitStrategy());
    AtomicLong[] sums = {new AtomicLong(), new AtomicLong()};
    AtomicLong damaged = new AtomicLong();
    List<BatchEventProcessor<InSlot>> processors = new ArrayList<>();
    for (AtomicLong sum : sums) {
      BatchEventProcessor<InSlot> processor =
          new BatchEventProcessorBuilder()
              .build(
                  buffer,
                  buffer.newBarrier(),
                  (slot, sequence, endOfBatch) -> {
                    // each field is a function of the message: a torn slot gives itself away
                    damaged.addAndGet(slot.timeNs == 3L * slot.message && slot.value == 0 ? 0 : 1);
                    sum.addAndGet(slot.message);
                  });
      buffer.addGatingSequences(processor.getSequence());
      processors.add(processor);
      new Thread(processor).start();
    }
    InRing ring = new InRing(buffer, counters);
    List<Thread> producers = new ArrayList<>();
    int each = 20_000;
    for (int p = 0; p < 3; p++) {
      Thread producer =
          new Thread(
              () -> {
                for (int i = 1; i <= each; i++) {
                  while (buffer.remainingCapacity() < 8 || !ring.offerMidi(i, 3L * i)) {
                    Thread.yield();
                  }
                }
              });
      producers.add(producer);
      producer.start();
    }
    for (Thread producer : producers) {
      producer.join();
    }
    long expected = 3L * each * (each + 1) / 2;
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sums[0].get() == expected && sums[1].get() == expected);
    processors.forEach(BatchEventProcessor::halt);
    assertEquals(0, damaged.get());
  }

  @Test
  void shouldSurviveAnExceptionInAHandlerAndTellOfItOnce() {
    RingBuffer<InSlot> buffer =
        RingBuffer.createMultiProducer(InSlot::new, 64, new ParkingWaitStrategy());
    SurvivingExceptionHandler<Object> exceptions = new SurvivingExceptionHandler<>(counters);
    AtomicLong handled = new AtomicLong();
    BatchEventProcessor<InSlot> processor =
        new BatchEventProcessorBuilder()
            .build(
                buffer,
                buffer.newBarrier(),
                (slot, sequence, endOfBatch) -> {
                  if (slot.message % 2 == 0) {
                    throw new IllegalStateException("even");
                  }
                  handled.incrementAndGet();
                });
    processor.setExceptionHandler(exceptions);
    buffer.addGatingSequences(processor.getSequence());
    new Thread(processor).start();
    InRing ring = new InRing(buffer, counters);
    for (int i = 0; i < 40; i++) {
      assertTrue(ring.offerMidi(i, i));
    }
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> handled.get() == 20);
    processor.halt();
    assertEquals(20, counters.get(Counter.ERRORS));
    assertEquals("even", exceptions.takeNew().getMessage());
    assertEquals(null, exceptions.takeNew());
  }

  @Test
  void shouldSurviveAnExceptionThatThereIsNoMemoryToKeep() {
    SurvivingExceptionHandler<Object> exceptions = new SurvivingExceptionHandler<>(counters);
    Throwable unkept =
        new IllegalStateException() {
          private static final long serialVersionUID = 1;

          @Override
          public StackTraceElement[] getStackTrace() {
            throw new OutOfMemoryError("as if");
          }
        };
    exceptions.handleEventException(unkept, 1, null);
    assertEquals(1, counters.get(Counter.ERRORS));
    assertEquals(null, exceptions.takeNew());
  }

  private static void drain(EventPoller<InSlot> poller, List<InSlot.Kind> kinds) throws Exception {
    while (poller.poll((slot, sequence, endOfBatch) -> kinds.add(slot.kind))
        == EventPoller.PollState.PROCESSING) {
      continue;
    }
  }
}
