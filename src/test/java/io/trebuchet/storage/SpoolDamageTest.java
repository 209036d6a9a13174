package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.RowCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;

/**
 * Segment files that somebody damaged: the spool says so, naming the file, and gives back what is
 * left of them, exactly as it was added. Never another row, and never a dead end.
 */
final class SpoolDamageTest {
  /** Segments of the smallest size, so that there are several. */
  private static final long ROOM = 512 << 10;

  private @Nullable Path made;
  private @Nullable Batch taken;

  @BeforeTry
  void make() throws IOException {
    made = Files.createTempDirectory("spool");
  }

  @AfterTry
  void clean() throws IOException {
    if (!Files.exists(directory())) {
      return;
    }
    try (var files = Files.walk(directory())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Path directory() {
    if (made == null) {
      throw new IllegalStateException("no folder was made");
    }
    return made;
  }

  /** Some batches over three or four segments, the oldest of them taken already. */
  private List<Batch> fill(Random random) throws IOException {
    List<Batch> left = new ArrayList<>();
    try (Spool spool = Spool.open(directory(), ROOM)) {
      for (int i = 0; spool.bytes() < 200_000; i++) {
        String text = "ζ" + i + "-" + "x".repeat(random.nextInt(20_000));
        Batch batch = new Batch(text, new RowCounts(i, i % 3, i % 2));
        assertThat(spool.add(batch)).isEqualTo(Spool.Added.YES);
        left.add(batch);
      }
      spool.removeFirst();
      taken = left.removeFirst();
    }
    return left;
  }

  private List<Path> segments() throws IOException {
    try (var files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
    }
  }

  /** What the spool gives back, and what it says that was lost, naming one of its files. */
  private record Found(List<Batch> batches, List<String> damages) {}

  private Found drain() throws IOException {
    List<Batch> batches = new ArrayList<>();
    try (Spool spool = Spool.open(directory(), ROOM)) {
      RowCounts announced = spool.rows();
      for (Batch batch = spool.peek(); batch != null; batch = spool.peek()) {
        batches.add(batch);
        spool.removeFirst();
      }
      assertThat(batches.stream().map(Batch::rows).reduce(RowCounts.NONE, RowCounts::plus))
          .isEqualTo(announced);
      assertThat(spool.damages()).allMatch(line -> line.contains(".spool"));
      return new Found(batches, spool.damages());
    }
  }

  private void assertPart(Found found, List<Batch> written) {
    assertThat(found.damages()).isNotEmpty();
    assertThat(written).containsSubsequence(found.batches());
    assertThat(found.batches()).hasSizeLessThan(written.size());
  }

  private static void change(Path file, java.util.function.UnaryOperator<byte[]> how) {
    try {
      Files.write(file, how.apply(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
  void flippedBitsNeverBecomeRows(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Batch> written = fill(random);
    List<Path> segments = segments();
    Path hit = segments.get(random.nextInt(segments.size()));
    change(
        hit,
        bytes -> {
          // Half of the time in the first head, where lengths and counts are.
          int at = random.nextInt(random.nextBoolean() ? 28 : bytes.length);
          bytes[at] ^= (byte) (1 << random.nextInt(8));
          return bytes;
        });
    Found found = drain();
    assertThat(found.damages()).isNotEmpty();
    assertNoOther(found, written);
  }

  /** The oldest batch, which was taken already, may come once more. */
  private void assertNoOther(Found found, List<Batch> written) {
    List<Batch> all = new ArrayList<>(written);
    all.addFirst(oldest());
    assertThat(all).containsSubsequence(found.batches());
  }

  private Batch oldest() {
    if (taken == null) {
      throw new IllegalStateException("nothing was taken");
    }
    return taken;
  }

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void aFileCutShortIsNoticedUnlessItWasTheLast(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Batch> written = fill(random);
    List<Path> segments = segments();
    Path hit = segments.get(random.nextInt(segments.size()));
    change(hit, bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    Found found = drain();
    if (hit.equals(segments.getLast())) {
      assertThat(found.damages()).isEmpty();
      assertThat(found.batches()).isEqualTo(written.subList(0, found.batches().size()));
    } else {
      assertThat(found.damages()).isNotEmpty();
      assertNoOther(found, written);
    }
  }

  @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
  void appendedGarbageIsNoRow(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Batch> written = fill(random);
    List<Path> segments = segments();
    byte[] garbage = new byte[1 + random.nextInt(100)];
    random.nextBytes(garbage);
    change(
        segments.get(random.nextInt(segments.size())),
        bytes -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + garbage.length);
          System.arraycopy(garbage, 0, longer, bytes.length, garbage.length);
          return longer;
        });
    Found found = drain();
    // Nothing but the garbage is lost.
    assertThat(found.batches()).isEqualTo(written);
  }

  /** A length of two gigabytes must not be believed. */
  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void anAbsurdLengthTakesNoMemory(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    fill(random);
    List<Path> segments = segments();
    Path hit = segments.get(random.nextInt(segments.size()));
    change(
        hit,
        bytes -> {
          java.nio.ByteBuffer.wrap(bytes).putInt(8, Integer.MAX_VALUE - random.nextInt(100));
          return bytes;
        });
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Found found = drain();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20 << 20);
    assertThat(found.damages()).isNotEmpty();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void missingAndSwappedFilesAreNoticed(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Batch> written = fill(random);
    List<Batch> all = new ArrayList<>(written);
    all.add(oldest());
    List<Path> segments = segments();
    int one = random.nextInt(segments.size());
    int other = (one + 1 + random.nextInt(segments.size() - 1)) % segments.size();
    switch (random.nextInt(3)) {
      case 0 -> {
        // In the middle: a gap in the numbers.
        Files.delete(segments.get(1 + random.nextInt(segments.size() - 2)));
        assertPart(drain(), written);
      }
      case 1 -> {
        byte[] bytes = Files.readAllBytes(segments.get(one));
        Files.move(
            segments.get(other),
            segments.get(one),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.write(segments.get(other), bytes);
        // In another order, which is all the same to a store: each row has its time.
        Found found = drain();
        assertThat(all).containsAll(found.batches());
        assertThat(found.batches()).containsAll(written);
      }
      default -> {
        // The same records once more, under the next number.
        Files.copy(segments.get(one), directory().resolve("%08d.spool".formatted(99)));
        Found found = drain();
        assertThat(all).containsAll(found.batches());
        assertThat(found.batches()).containsAll(written);
      }
    }
  }
}
