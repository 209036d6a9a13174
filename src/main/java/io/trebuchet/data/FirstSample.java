package io.trebuchet.data;

import io.trebuchet.physics.Sample;
import java.lang.ref.SoftReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The points that were made first, to look at them, for who wants the same soon: to make them may
 * take longer than all training. They go where memory is short. Thread-safe.
 */
public final class FirstSample {
  private @Nullable DataSource source;
  private long seed;
  private SoftReference<Sample> sample = new SoftReference<>(null);

  private FirstSample() {}

  /** None yet. */
  public static FirstSample create() {
    return new FirstSample();
  }

  /** Keeps points unless there are some. */
  public synchronized void keep(DataSource of, long with, Sample made) {
    if (source == null) {
      source = of;
      seed = with;
      sample = new SoftReference<>(made);
    }
  }

  /** Those points, once, if they are of this source and of a trial with this seed. */
  public synchronized Optional<Sample> take(DataSource of, long with) {
    if (!of.equals(source) || seed != with) {
      return Optional.empty();
    }
    Optional<Sample> made = Optional.ofNullable(sample.get());
    sample = new SoftReference<>(null);
    return made;
  }
}
