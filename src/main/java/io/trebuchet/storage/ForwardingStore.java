package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import java.util.List;

/** A store that hands everything to another, for those that do one thing more. */
public abstract class ForwardingStore implements MetricStore {
  private final MetricStore store;

  /** One before {@code store}. */
  protected ForwardingStore(MetricStore store) {
    this.store = store;
  }

  @Override
  public String kind() {
    return store.kind();
  }

  @Override
  public boolean keeps() {
    return store.keeps();
  }

  @Override
  public Batch encode(List<Emission> emissions) {
    return store.encode(emissions);
  }

  @Override
  public void write(Batch batch) throws StoreException {
    store.write(batch);
  }

  @Override
  public boolean needsForcing() {
    return store.needsForcing();
  }

  @Override
  public void force() throws StoreException {
    store.force();
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
