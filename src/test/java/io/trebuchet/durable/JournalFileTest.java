package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.storage.RunDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalFileTest {
  private static final SweepJournal.Event BEGUN = new SweepJournal.SweepBegun("run");
  private static final SweepJournal.Event STARTED = new SweepJournal.TrialStarted("a");
  private static final SweepJournal.Event PAUSED = new SweepJournal.TrialPaused("a");

  @TempDir private Path root;
  private final AtomicLong seconds = new AtomicLong();
  private final InstantSource clock = () -> Instant.ofEpochSecond(seconds.incrementAndGet());
  private Path folder = Path.of("");

  @BeforeEach
  void nameTheFolder() {
    folder = root.resolve("journal");
  }

  private void append(SweepJournal.Event... events) throws IOException {
    try (SweepJournal journal = JournalFile.open(folder, clock)) {
      journal.append(List.of(events));
    }
  }

  private List<SweepJournal.Entry> seen() throws IOException {
    List<SweepJournal.Entry> entries = new ArrayList<>();
    JournalFile.look(folder, entries::add);
    return entries;
  }

  private List<SweepJournal.Event> events() throws IOException {
    return seen().stream().map(SweepJournal.Entry::event).toList();
  }

  @Test
  void eventsComeBackWithTheirTimes() throws IOException {
    append(BEGUN);
    append(STARTED, PAUSED);
    assertThat(seen())
        .containsExactly(
            new SweepJournal.Entry(Instant.ofEpochSecond(1), BEGUN),
            new SweepJournal.Entry(Instant.ofEpochSecond(2), STARTED),
            new SweepJournal.Entry(Instant.ofEpochSecond(3), PAUSED));
    try (SweepJournal journal = JournalFile.open(folder, clock)) {
      List<SweepJournal.Entry> entries = new ArrayList<>();
      journal.read(entries::add);
      assertThat(entries).isEqualTo(seen());
    }
  }

  @Test
  void whatAKilledProcessLeftUnfinishedGivesWay() throws IOException {
    append(BEGUN);
    long whole = Files.size(folder.resolve("events.log"));
    append(STARTED, PAUSED);
    byte[] all = Files.readAllBytes(folder.resolve("events.log"));
    for (int length = (int) whole; length < all.length; length++) {
      Files.write(folder.resolve("events.log"), java.util.Arrays.copyOf(all, length));
      assertThat(events()).containsExactly(BEGUN);
      append(PAUSED);
      assertThat(events()).containsExactly(BEGUN, PAUSED);
    }
  }

  /** A new run begins over what a process left that was killed before it was one. */
  @Test
  void aNewRunTakesOverAJournalOfOurs() throws IOException {
    append(BEGUN, STARTED);
    Files.writeString(folder.resolve("events.log"), "0123", StandardOpenOption.APPEND);
    try (SweepJournal journal = JournalFile.create(folder, clock)) {
      journal.append(List.of(BEGUN));
    }
    assertThat(events()).containsExactly(BEGUN, STARTED, BEGUN);
    assertThat(SweepState.read(JournalFile.open(folder, clock)).started("a")).isFalse();
  }

  @Test
  void aDamagedJournalIsNamedWithThePlaceAndWhatToDo() throws IOException {
    append(BEGUN);
    long second = Files.size(folder.resolve("events.log"));
    append(STARTED);
    append(PAUSED);
    Path file = folder.resolve("events.log");
    Files.writeString(file, Files.readString(file).replace("trial-started", "trial-stopped"));
    List<SweepJournal.Entry> before = new ArrayList<>();
    assertThatThrownBy(() -> JournalFile.look(folder, before::add))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("the journal " + folder + " cannot be read")
        .hasMessageContaining("record 2, at byte " + second)
        .hasMessageContaining("move that folder away and resume again");
    assertThat(before).hasSize(1);
    try (SweepJournal journal = JournalFile.open(folder, clock)) {
      assertThatThrownBy(() -> SweepState.read(journal)).hasMessageContaining("cannot be read");
      assertThatThrownBy(() -> journal.append(List.of(PAUSED)))
          .hasMessageContaining("cannot be written");
    }
    assertThatThrownBy(() -> JournalFile.create(folder, clock))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("choose another --out")
        .hasMessageContaining("record 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep.mv.db", "sweep.mv.db.newFile", "sweep.trace.db", "sweep.h2.db"})
  void whatAnEarlierVersionLeftIsRefusedUnopened(String name) throws Exception {
    append(BEGUN);
    // To open it would be to wait for ever.
    Path pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> JournalFile.open(folder, clock))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining(name + " is of an earlier version")
        .hasMessageContaining("move that folder away");
    assertThatThrownBy(this::seen).hasMessageContaining(name);
    assertThatThrownBy(() -> JournalFile.create(folder, clock))
        .hasMessageContaining(name)
        .hasMessageContaining("choose another --out");
  }

  /** Neither of the two events of a continued trial is there without the other. */
  @Test
  void aTrialOfARestingSweepIsLetGoOnAtOnceOrNotAtAll() throws IOException {
    append(BEGUN, STARTED, PAUSED);
    try (SweepJournal journal = JournalFile.open(folder, clock)) {
      Continuation noted = RestingJournal.letGoOn(journal, List.of(), List.of("a"));
      assertThat(noted.events()).containsExactly(new SweepJournal.TrialContinued("a"));
      assertThat(RestingJournal.letGoOn(journal, List.of(), List.of("b")).events()).isEmpty();
    }
    assertThat(events()).hasSize(4).endsWith(new SweepJournal.TrialContinued("a"));
  }
}
