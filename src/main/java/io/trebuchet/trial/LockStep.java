package io.trebuchet.trial;

import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.SharedProducts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Advances trials of one problem side by side, so that they share products. What each computes is
 * what it would compute alone; an error ends the steps of its own trial only.
 */
public final class LockStep {
  private final SharedProducts products;
  private final List<Part> going = new ArrayList<>();
  private final List<GradientDescent> descents = new ArrayList<>();

  private LockStep(SharedProducts products) {
    this.products = products;
  }

  public static LockStep of(SharedProducts products) {
    return new LockStep(products);
  }

  /** A trial's part in a chunk; how it ended is known after {@link LockStep#compute}. */
  public static final class Part {
    private final TrialRun run;
    private final int most;
    private @Nullable Throwable failure;

    public Part(TrialRun run, int most) {
      this.run = run;
      this.most = most;
    }

    public TrialRun run() {
      return run;
    }

    /** The error that ended this part; null if none did. */
    public @Nullable Throwable failure() {
      return failure;
    }

    private boolean goesOn() {
      return failure == null && run.goesOn(most);
    }
  }

  /**
   * Up to {@code steps} further steps of each, fewer where a part's own limit or a verdict ends it.
   */
  public void compute(List<Part> parts, int steps) {
    for (Part part : parts) {
      part.run.begin();
    }
    for (int step = 0; step < steps; step++) {
      going.clear();
      descents.clear();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        if (part.goesOn() && advanced(part)) {
          going.add(part);
          descents.add(part.run.descent());
        }
      }
      if (going.isEmpty()) {
        return;
      }
      prepare();
      for (int i = 0; i < going.size(); i++) {
        measure(going.get(i));
      }
    }
  }

  /** An error here is one of every trial. */
  private void prepare() {
    try {
      products.prepare(descents);
    } catch (Throwable e) {
      going.forEach(part -> part.failure = e);
    }
  }

  private static boolean advanced(Part part) {
    try {
      part.run.advance();
      return true;
    } catch (Throwable e) { // whatever goes wrong in one trial must not reach the others
      part.failure = e;
      return false;
    }
  }

  private static void measure(Part part) {
    if (part.failure != null) {
      return;
    }
    try {
      part.run.measure();
    } catch (Throwable e) {
      part.failure = e;
    }
  }
}
