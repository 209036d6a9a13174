package io.trebuchet.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.RefusedRow;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoreException.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class PartedBatchTest {
  /** Refuses any request that holds a bad row or is too long, and is away now and then. */
  private static final class Picky implements MetricStore {
    private final Set<String> bad;
    private final int mostChars;
    private final Random outages;
    private final List<String> took = new ArrayList<>();
    private int requests;

    Picky(Set<String> bad, int mostChars, Random outages) {
      this.bad = bad;
      this.mostChars = mostChars;
      this.outages = outages;
    }

    @Override
    public String kind() {
      return "picky";
    }

    @Override
    public Batch encode(List<Emission> emissions) {
      return Batch.of("", emissions);
    }

    @Override
    public void write(Batch batch) throws StoreException {
      requests++;
      if (outages.nextInt(5) == 0) {
        throw new StoreException(Fault.UNREACHABLE, "away", null);
      }
      if (batch.text().length() > mostChars) {
        throw new StoreException(Fault.TOO_LARGE, "too large", null);
      }
      List<String> lines = batch.text().lines().toList();
      assertThat((long) lines.size()).isEqualTo(batch.rows().total());
      if (lines.stream().anyMatch(bad::contains)) {
        throw new StoreException(Fault.ROWS_REFUSED, "bad row", null);
      }
      took.addAll(lines);
    }

    @Override
    public void close() {}
  }

  private static final class Never extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    public int nextInt(int bound) {
      return 1;
    }
  }

  private static String line(Random random, int i) {
    String measurement = List.of("step", "trial", "engine").get(random.nextInt(3));
    return measurement + ",sweep=s x=" + "1".repeat(1 + random.nextInt(20)) + "i " + i;
  }

  private static Batch batch(List<String> lines) {
    RowCounts rows = RowCounts.NONE;
    for (String line : lines) {
      rows =
          rows.plus(
              line.startsWith("step")
                  ? RowCounts.STEP
                  : line.startsWith("trial") ? RowCounts.EVENT : RowCounts.SAMPLE);
    }
    return new Batch(String.join("\n", lines) + "\n", rows);
  }

  /** Whatever is refused and whenever the store is away, each row is stored or set aside. */
  @Property(tries = 300)
  void everyRowIsStoredInOrderOrSetAsideOnce(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1, max = 200) int size)
      throws StoreException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    Set<String> bad = new HashSet<>();
    for (int i = 0; i < size; i++) {
      lines.add(line(random, i));
      if (random.nextInt(10) == 0) {
        bad.add(lines.getLast());
      }
    }
    Picky store = new Picky(bad, 60 + random.nextInt(5000), random);
    PartedBatch parted = PartedBatch.of(batch(lines), Integer.MAX_VALUE);
    boolean done = false;
    while (!done) {
      try {
        parted.send(store);
        done = true;
      } catch (StoreException e) {
        assertThat(e.fault()).isEqualTo(Fault.UNREACHABLE);
      }
    }
    List<String> good = lines.stream().filter(l -> !bad.contains(l)).toList();
    assertThat(store.took).isEqualTo(good);
    assertThat(new LinkedHashSet<>(parted.refused().stream().map(RefusedRow::line).toList()))
        .isEqualTo(new LinkedHashSet<>(lines.stream().filter(bad::contains).toList()));
    assertThat(parted.refused()).hasSize(bad.size());
    assertThat(parted.refusedRows().total()).isEqualTo(bad.size());
  }

  @Test
  void whatTheServerTakesIsRemembered() throws StoreException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      lines.add(line(random, i));
    }
    Picky store = new Picky(Set.of(), 3000, new Never());
    PartedBatch first = PartedBatch.of(batch(lines), Integer.MAX_VALUE);
    first.send(store);
    assertThat(first.mostChars()).isBetween(1500, 3000);
    int before = store.requests;
    PartedBatch next = PartedBatch.of(batch(lines), first.mostChars());
    next.send(store);
    // None of the requests of the second is refused.
    assertThat(store.took).hasSize(2000);
    assertThat(store.requests - before).isLessThan(before);
  }

  @Test
  void aStoreThatRefusesEverythingIsNotAskedRowByRow() {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      lines.add(line(random, i));
    }
    Picky store = new Picky(new HashSet<>(lines), 1 << 30, new Never());
    PartedBatch parted = PartedBatch.of(batch(lines), Integer.MAX_VALUE);
    assertThatThrownBy(() -> parted.send(store))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("more than 100 rows")
        .hasMessageContaining("bad row");
    assertThat(store.requests).isLessThan(400);
  }
}
