package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Emission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DeferredStoreTest {
  private final CompletableFuture<Recording> opened = new CompletableFuture<>();
  private final DeferredStore store = DeferredStore.of("questdb", opened);
  private final Batch batch = store.encode(emissions());

  private static List<Emission> emissions() {
    return List.of(Emissions.block(Emissions.series("s1-c1"), 0, 5, Emissions.anyFinite(1)));
  }

  /** Remembers what it was given. */
  private static final class Recording implements MetricStore {
    private final List<Batch> batches = new ArrayList<>();

    @Override
    public String kind() {
      return "questdb";
    }

    @Override
    public Batch encode(List<Emission> emissions) {
      throw new AssertionError("encoded twice");
    }

    @Override
    public void write(Batch batch) {
      batches.add(batch);
    }

    @Override
    public void close() {
      throw new AssertionError("closed by one that did not open it");
    }
  }

  @Test
  void encodingDoesNotWaitForTheStore() {
    assertThat(batch.rows().steps()).isEqualTo(5);
    assertThat(batch.text()).isEqualTo(LineProtocol.create().encode(emissions()).text());
  }

  @Test
  void theFirstWriteWaitsUntilTheStoreIsOpen() throws Exception {
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () -> {
              try {
                store.write(batch);
              } catch (StoreException e) {
                throw new CompletionException(e);
              }
            });
    assertThat(written).isNotDone();
    Recording real = new Recording();
    opened.complete(real);
    written.get(10, TimeUnit.SECONDS);
    store.close();
    assertThat(real.batches).containsExactly(batch);
  }

  @Test
  void aStoreThatCannotBeOpenedFailsEveryWriteWithItsReason() {
    StoreException reason = new StoreException("the port is taken", null);
    opened.completeExceptionally(reason);
    assertThatThrownBy(() -> store.write(batch)).isSameAs(reason);
    assertThatThrownBy(() -> store.write(batch)).isSameAs(reason);
  }

  @Test
  void anUnexpectedErrorIsAStoreExceptionToo() {
    opened.completeExceptionally(new IllegalStateException("broken"));
    assertThatThrownBy(() -> store.write(batch))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("broken");
  }
}
