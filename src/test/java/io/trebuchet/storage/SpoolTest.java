package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.RowCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpoolTest {
  private static final long ROOM = 100 << 20;

  @TempDir Path folder;
  private final List<Path> made = new ArrayList<>();

  private static Batch batch(int number, int length) {
    String text = "ζ" + number + "-" + "x".repeat(length);
    return new Batch(text, new RowCounts(number, number % 3, number % 2));
  }

  private static List<Batch> drain(Spool spool) throws IOException {
    List<Batch> batches = new ArrayList<>();
    for (Batch batch = spool.peek(); batch != null; batch = spool.peek()) {
      batches.add(batch);
      spool.removeFirst();
    }
    return batches;
  }

  @AfterTry
  void clean() throws IOException {
    for (Path directory : made) {
      if (!Files.exists(directory)) {
        continue;
      }
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    made.clear();
  }

  /** Against a plain queue, with the process coming back now and then. */
  @Property(tries = 60)
  void isAQueueThatOutlivesProcesses(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 17, max = 22) int sizeBits)
      throws IOException {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("spool");
    made.add(directory);
    Deque<Batch> model = new ArrayDeque<>();
    Spool spool = Spool.open(directory, 1L << sizeBits);
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(5)) {
        case 0, 1, 2 -> {
          Batch batch = batch(i, random.nextInt(30_000));
          if (spool.add(batch) == Spool.Added.YES) {
            model.add(batch);
          } else {
            assertThat(spool.bytes() + batch.text().length() + 64).isGreaterThan(1L << sizeBits);
          }
        }
        case 3 -> {
          assertThat(spool.peek()).isEqualTo(model.peek());
          if (!model.isEmpty()) {
            model.remove();
            spool.removeFirst();
          }
        }
        default -> {
          if (random.nextBoolean()) {
            spool.close();
          }
          // Without close: as after a kill, since every call writes through.
          spool = Spool.open(directory, 1L << sizeBits);
        }
      }
      assertThat(spool.bytes()).isLessThanOrEqualTo(1L << sizeBits);
      assertThat(spool.isEmpty()).isEqualTo(model.isEmpty());
      assertThat(spool.rows())
          .isEqualTo(model.stream().map(Batch::rows).reduce(RowCounts.NONE, RowCounts::plus));
    }
    assertThat(drain(spool)).containsExactlyElementsOf(model);
    assertThat(spool.bytes()).isZero();
    spool.close();
  }

  @Test
  void aRecordCutShortByAKillIsForgottenAndTheOthersKept() throws IOException {
    try (Spool spool = Spool.open(folder, ROOM)) {
      spool.add(batch(1, 100));
      spool.add(batch(2, 100));
    }
    Path file = folder.resolve("00000001.spool");
    byte[] whole = Files.readAllBytes(file);
    int record = (whole.length - 8) / 2;
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      try (Spool spool = Spool.open(folder, ROOM)) {
        List<Batch> expected = length < 8 + record ? List.of() : List.of(batch(1, 100));
        List<Batch> kept = new ArrayList<>();
        Batch first = spool.peek();
        if (first != null) {
          kept.add(first);
        }
        assertThat(kept).isEqualTo(expected);
        // What comes next is readable, too.
        assertThat(spool.add(batch(3, 5))).isEqualTo(Spool.Added.YES);
      }
      Files.deleteIfExists(folder.resolve("cursor"));
      Files.deleteIfExists(folder.resolve("00000002.spool"));
    }
  }

  @Test
  void aChangedByteIsNoticed() throws IOException {
    try (Spool spool = Spool.open(folder, ROOM)) {
      spool.add(batch(1, 100));
      spool.add(batch(2, 100));
    }
    Path file = folder.resolve("00000001.spool");
    byte[] whole = Files.readAllBytes(file);
    for (int at : new int[] {0, 12, 20, 40, 60}) {
      byte[] changed = whole.clone();
      changed[at] ^= 4;
      Files.write(file, changed);
      try (Spool spool = Spool.open(folder, ROOM)) {
        assertThat(spool.damages())
            .singleElement()
            .asString()
            .contains("00000001.spool is damaged")
            .contains("trebuchet resume");
        assertThat(drain(spool)).isEmpty();
        // It is of use all the same.
        assertThat(spool.add(batch(3, 5))).isEqualTo(Spool.Added.YES);
        assertThat(drain(spool)).containsExactly(batch(3, 5));
      }
      assertThat(folder.resolve("00000001.spool.damaged")).hasBinaryContent(changed);
    }
  }

  @Test
  void aLostCursorOnlySendsTheFirstSegmentAgain() throws IOException {
    try (Spool spool = Spool.open(folder, ROOM)) {
      for (int i = 0; i < 4; i++) {
        spool.add(batch(i, 10));
      }
      spool.removeFirst();
    }
    Path cursor = folder.resolve("cursor");
    try (FileChannel channel = FileChannel.open(cursor, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 3);
    }
    try (Spool spool = Spool.open(folder, ROOM)) {
      assertThat(drain(spool)).hasSize(4);
    }
  }

  @Test
  void anEmptySpoolLeavesNothingBehind() throws IOException {
    Path directory = folder.resolve("spool");
    try (Spool spool = Spool.open(directory, ROOM)) {
      spool.add(batch(1, 100));
      assertThat(Spool.exists(directory)).isTrue();
      drain(spool);
    }
    assertThat(directory).doesNotExist();
    assertThat(Spool.exists(directory)).isFalse();
  }

  @Test
  void aFullDiskIsToldFromAFullSpoolAndLeavesTheSpoolWhole() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "256k");
        Spool spool = Spool.open(disk.path().resolve("spool"), ROOM)) {
      List<Batch> taken = new ArrayList<>();
      Batch next = batch(0, 20_000);
      while (spool.add(next) == Spool.Added.YES) {
        taken.add(next);
        next = batch(taken.size(), 20_000);
      }
      assertThat(taken).hasSizeBetween(9, 13);
      assertThat(spool.add(next)).isEqualTo(Spool.Added.DISK_FULL);
      assertThat(drain(spool)).isEqualTo(taken);
      assertThat(spool.add(next)).isEqualTo(Spool.Added.YES);
    }
  }

  /** Twenty batches, of which the disk of the spool has room for less. */
  private static List<Batch> addMany(Spool spool) throws IOException {
    List<Batch> added = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Batch next = batch(i, 20_000);
      assertThat(spool.add(next)).isEqualTo(Spool.Added.YES);
      added.add(next);
    }
    return added;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  @Test
  void whatItsDiskHasNoRoomForLiesElsewhereInOrder() throws Exception {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      Path directory = disk.path().resolve("spool");
      List<Batch> added;
      try (Spool spool = Spool.open(directory, ROOM, scratch.resolve("run"))) {
        added = addMany(spool);
        assertThat(spool.peek()).isEqualTo(added.getFirst());
      }
      assertThat(in(scratch)).singleElement().asString().contains("scratch/run-");
      assertThat(in(scratch).getFirst()).isNotEmptyDirectory();
      assertThat(in(directory)).anyMatch(file -> file.toString().endsWith(".spool"));
      assertThat(Spool.where(directory)).isEqualTo(directory + " and " + in(scratch).getFirst());
      // Whoever comes later need not be told where.
      try (Spool spool = Spool.open(directory, ROOM)) {
        assertThat(spool.damages()).isEmpty();
        assertThat(spool.rows().total()).isPositive();
        for (int i = 0; i < 15; i++) {
          assertThat(spool.peek()).isEqualTo(added.get(i));
          spool.removeFirst();
        }
      }
      // The rest lies there alone.
      assertThat(in(directory)).noneMatch(file -> file.toString().endsWith(".spool"));
      assertThat(Spool.exists(directory)).isTrue();
      try (Spool spool = Spool.open(directory, ROOM)) {
        assertThat(drain(spool)).isEqualTo(added.subList(15, 20));
      }
      assertThat(directory).doesNotExist();
      assertThat(scratch).isEmptyDirectory();
    }
  }

  @Test
  void whatLayElsewhereAndIsGoneIsNamed() throws Exception {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
      Path directory = disk.path().resolve("spool");
      List<Batch> added;
      try (Spool spool = Spool.open(directory, ROOM, scratch.resolve("run"))) {
        added = addMany(spool);
      }
      Path there = in(scratch).getFirst();
      Files.move(scratch, folder.resolve("away"));
      assertThat(Spool.exists(directory)).isTrue();
      try (Spool spool = Spool.open(directory, ROOM)) {
        assertThat(spool.damages())
            .singleElement()
            .asString()
            .contains(there + " is not there", "computes again");
        List<Batch> kept = drain(spool);
        assertThat(kept).isNotEmpty().isEqualTo(added.subList(0, kept.size()));
      }
      assertThat(Spool.exists(directory)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other/spool", "spool-0123", "../x-0123456789abcdef", ""})
  void noOtherFolderIsTakenForOneOfASpool(String name) throws IOException {
    Path directory = Files.createDirectory(folder.resolve("spool"));
    Path other = Files.createDirectories(folder.resolve("other").resolve("spool"));
    try (Spool spool = Spool.open(other, ROOM)) {
      spool.add(batch(1, 100));
    }
    Files.writeString(
        directory.resolve("elsewhere"), name.startsWith("..") ? name : folder.resolve(name) + "\n");
    try (Spool spool = Spool.open(directory, ROOM)) {
      assertThat(spool.damages()).singleElement().asString().contains("names no folder of a spool");
      assertThat(spool.isEmpty()).isTrue();
    }
    assertThat(Spool.exists(other)).isTrue();
  }

  @Test
  void anEmptyPlaceThatAKilledProcessLeftGoes() throws IOException {
    Path directory = folder.resolve("spool");
    Path old = folder.resolve("old");
    Spool killed = Spool.open(directory, ROOM, old.resolve("run"));
    assertThat(Spool.exists(directory)).isFalse();
    Path next = folder.resolve("next");
    try (Spool spool = Spool.open(directory, ROOM, next.resolve("run"))) {
      assertThat(spool.damages()).isEmpty();
      assertThat(old).isEmptyDirectory();
      assertThat(in(next)).hasSize(1);
    }
    assertThat(next).isEmptyDirectory();
    killed.close();
  }
}
