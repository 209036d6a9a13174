package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.durable.SweepJournal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When a journal's writer answers those who wait. */
final class JournalWriterTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final SweepJournal.Event START = new SweepJournal.TrialStarted("a");
  private static final SweepJournal.Event PAUSE = new SweepJournal.TrialPaused("a");
  private static final SweepJournal.Event GO_ON = new SweepJournal.TrialContinued("a");

  private final SlowJournal journal = new SlowJournal();
  private final AtomicLong safeRows = new AtomicLong();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final ActorRef<JournalWriter.Command> writer =
      KIT.spawn(
          JournalWriter.create(journal, safeRows::get, warnings::add),
          DispatcherSelector.blocking());
  private final TestProbe<StatusReply<Done>> confirmed = KIT.createTestProbe();
  private final TestProbe<JournalWriter.Flushed> flushed = KIT.createTestProbe();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** A journal whose disk takes its time, and may break. */
  private static final class SlowJournal implements SweepJournal {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Semaphore disk = new Semaphore(0);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean broken;

    @Override
    public void read(Consumer<Entry> each) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void append(List<Event> more) throws IOException {
      asked.countDown();
      disk.acquireUninterruptibly();
      if (broken) {
        throw new IOException("the disk is gone");
      }
      events.addAll(more);
    }

    @Override
    public void close() {}
  }

  private void append(SweepJournal.Event event, long settledRows, boolean urgent) {
    writer.tell(new JournalWriter.Append(event, settledRows, urgent));
  }

  private void confirm() {
    writer.tell(new JournalWriter.Confirm(confirmed.getRef()));
  }

  private void flush() {
    writer.tell(new JournalWriter.Flush(true, flushed.getRef()));
  }

  private void assertNothingConfirmed() {
    confirmed.expectNoMessage(Duration.ofMillis(200));
  }

  private void assertConfirmed() {
    assertThat(confirmed.receiveMessage(PATIENCE).isSuccess()).isTrue();
  }

  private void assertRefused() {
    StatusReply<Done> reply = confirmed.receiveMessage(PATIENCE);
    assertThat(reply.isError()).isTrue();
    assertThat(reply.getError()).hasMessage("the disk is gone");
  }

  @Test
  void confirmsAtOnceWhereNothingUrgentCame() {
    append(START, 7, false);
    confirm();
    assertConfirmed();
    assertThat(journal.events).isEmpty();
  }

  @Test
  void confirmsOnceTheUrgentEventsBeforeAreOnTheDiskHoweverSlowItIs() throws Exception {
    append(PAUSE, 0, true);
    confirm();
    assertThat(journal.asked.await(30, TimeUnit.SECONDS)).isTrue();
    assertNothingConfirmed();
    journal.disk.release();
    assertConfirmed();
    assertThat(journal.events).containsExactly(PAUSE);
  }

  /** A store that is away keeps the ends of trials waiting, and nobody who paused before. */
  @Test
  void confirmsWithoutWhatCameAfterAndNotWithoutWhatCameBefore() {
    journal.disk.release(10);
    append(PAUSE, 0, true);
    append(START, 7, false);
    confirm();
    assertConfirmed();
    append(GO_ON, 0, true);
    confirm();
    assertNothingConfirmed();
    assertThat(journal.events).containsExactly(PAUSE);
    safeRows.set(7);
    assertConfirmed();
    assertThat(journal.events).containsExactly(PAUSE, START, GO_ON);
  }

  @Test
  void flushedWhenAllIsOnTheDisk() {
    journal.disk.release(10);
    List<SweepJournal.Event> all = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      append(START, 7, false);
      all.add(START);
    }
    append(PAUSE, 9, true);
    all.add(PAUSE);
    confirm();
    flush();
    flushed.receiveMessage(PATIENCE);
    assertThat(journal.events).isEqualTo(all);
    assertConfirmed();
  }

  @Test
  void whoeverWaitsHearsThatTheDiskFailedAndSoDoesWhoeverComesLater() {
    append(START, 7, false);
    append(PAUSE, 0, true);
    confirm();
    append(GO_ON, 0, true);
    confirm();
    assertNothingConfirmed();
    journal.broken = true;
    journal.disk.release(10);
    safeRows.set(7);
    assertRefused();
    assertRefused();
    append(PAUSE, 0, true);
    confirm();
    assertRefused();
    flush();
    flushed.receiveMessage(PATIENCE);
    assertThat(warnings)
        .containsExactly("the disk is gone: a resume would compute ended trials again");
    assertThat(journal.events).isEmpty();
  }

  /** What was safe before a failure stays safe. */
  @Test
  void aFailureAfterTheUrgentEventsIsNoneOfThem() {
    journal.disk.release();
    append(PAUSE, 0, true);
    confirm();
    assertConfirmed();
    journal.broken = true;
    journal.disk.release(10);
    append(START, 0, false);
    flush();
    flushed.receiveMessage(PATIENCE);
    assertThat(warnings).hasSize(1);
    confirm();
    assertConfirmed();
  }
}
