package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.SharedProducts;
import java.util.ArrayList;
import java.util.List;

/** V_kθ of several trials of a quadratic model, reading each V_k once for all of them. */
final class QuadraticProducts implements SharedProducts {
  private final List<QuadraticDescent> waiting = new ArrayList<>();

  @Override
  public int most() {
    // Beyond, a column is read so rarely already that only the images' own traffic is left.
    return LIMIT;
  }

  @Override
  public void prepare(List<? extends GradientDescent> trials) {
    waiting.clear();
    for (int t = 0; t < trials.size(); t++) {
      if (trials.get(t) instanceof QuadraticDescent trial && !trial.multiplied()) {
        waiting.add(trial);
      }
    }
    if (!waiting.isEmpty()) {
      waiting.getFirst().multiply(waiting);
    }
  }
}
