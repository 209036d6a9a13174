package io.trebuchet.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the body of a response to a thread that does not wait longer than it wants to: streams of
 * the HTTP client block without limit. Holds one element at a time.
 */
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>> {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  private sealed interface Signal {
    record Bytes(List<ByteBuffer> buffers) implements Signal {}

    record End() implements Signal {}

    record Broken(Throwable cause) implements Signal {}
  }

  /**
   * The next bytes; empty at the end.
   *
   * @throws IOException if the connection broke, or nothing came for as long as {@code patience}
   */
  List<ByteBuffer> next(Duration patience) throws IOException {
    Signal signal;
    try {
      signal = signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return switch (signal) {
      case null -> throw new IOException("no bytes for " + Download.seconds(patience));
      case Signal.Bytes(List<ByteBuffer> buffers) -> {
        request();
        yield buffers;
      }
      case Signal.End() -> List.of();
      case Signal.Broken(Throwable cause) -> throw new IOException(Download.reason(cause), cause);
    };
  }

  /** Gives the connection up. */
  void cancel() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription from) {
    subscription = from;
    from.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    // An empty element would look like the end.
    if (item.stream().anyMatch(ByteBuffer::hasRemaining)) {
      signals.add(new Signal.Bytes(item));
    } else {
      request();
    }
  }

  @Override
  public void onError(Throwable throwable) {
    signals.add(new Signal.Broken(throwable));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.End());
  }

  private void request() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.request(1);
    }
  }
}
