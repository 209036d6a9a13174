package io.trebuchet.streams;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A store in memory whose writes can be held back or made to fail. */
public final class MemoryStore implements MetricStore {
  private final Map<String, List<Emission>> encoded = new HashMap<>();
  private final List<Emission> written = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore permits;
  private volatile boolean broken;
  private int batches;

  private MemoryStore(int permits) {
    this.permits = new Semaphore(permits);
  }

  /** Takes every write at once. */
  public static MemoryStore open() {
    return new MemoryStore(Integer.MAX_VALUE / 2);
  }

  /** Takes no write until {@link #allow}. */
  public static MemoryStore held() {
    return new MemoryStore(0);
  }

  public void allow(int writes) {
    permits.release(writes);
  }

  public void breakDown() {
    broken = true;
    permits.release(1_000_000);
  }

  public List<Emission> written() {
    synchronized (written) {
      return List.copyOf(written);
    }
  }

  /** Loses the blocks that begin after a step, as a crash would lose what it had not taken yet. */
  public void forgetAfter(long step) {
    synchronized (written) {
      written.removeIf(
          e -> e instanceof MetricBlock block && block.rows() > 0 && block.step(0) > step);
    }
  }

  /** Holds these emissions and no others. */
  public void replace(List<Emission> emissions) {
    synchronized (written) {
      written.clear();
      written.addAll(emissions);
    }
  }

  /** The blocks of a trial in the order they were written. */
  public List<MetricBlock> blocks(String trial) {
    List<MetricBlock> blocks = new ArrayList<>();
    for (Emission emission : written()) {
      if (emission instanceof MetricBlock block && block.series().trial().equals(trial)) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public Batch encode(List<Emission> emissions) {
    synchronized (encoded) {
      String name = "batch " + batches++;
      encoded.put(name, List.copyOf(emissions));
      return Batch.of(name, emissions);
    }
  }

  @Override
  public void write(Batch batch) throws StoreException {
    permits.acquireUninterruptibly();
    if (broken) {
      throw new StoreException("the store is broken", null);
    }
    synchronized (encoded) {
      written.addAll(java.util.Objects.requireNonNull(encoded.remove(batch.text())));
    }
  }

  @Override
  public void close() {}
}
