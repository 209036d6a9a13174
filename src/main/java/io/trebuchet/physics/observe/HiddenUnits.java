package io.trebuchet.physics.observe;

import io.trebuchet.metrics.Metric;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Observed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Units that are inactive on all data, and activations (unit × input) that changed since the step
 * before; a pass over them.
 */
public final class HiddenUnits implements Observable {
  private static final String WORD = "units";
  private static final Metric UNITS_DEAD =
      Metric.of("units_dead", "hidden units that are inactive on all data", WORD);
  private static final Metric UNITS_FLIPPED =
      Metric.of("units_flipped", "activations that changed since the step before", WORD);

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(UNITS_DEAD, UNITS_FLIPPED);
  }

  @Override
  public Course begin() {
    return new Activations();
  }

  private static final class Activations implements Course {
    private boolean[][][] last = {};

    @Override
    public void observe(ObservedStep step, Row into) {
      Observed state = step.state();
      if (state.hiddenLayers() == 0) {
        return;
      }
      boolean[][][] active = new boolean[state.hiddenLayers()][][];
      long dead = 0;
      long flipped = 0;
      for (int layer = 0; layer < active.length; layer++) {
        active[layer] = state.active(layer);
        int units = active[layer][0].length;
        for (int unit = 0; unit < units; unit++) {
          boolean anywhere = false;
          for (int point = 0; point < active[layer].length; point++) {
            boolean now = active[layer][point][unit];
            anywhere |= now;
            flipped += last.length > 0 && now != last[layer][point][unit] ? 1 : 0;
          }
          dead += anywhere ? 0 : 1;
        }
      }
      last = active;
      into.set(UNITS_DEAD, (double) dead);
      into.set(UNITS_FLIPPED, (double) flipped);
    }

    @Override
    public Map<String, double[]> state() {
      Map<String, double[]> arrays = new HashMap<>();
      arrays.put("layers", new double[] {last.length});
      for (int layer = 0; layer < last.length; layer++) {
        int points = last[layer].length;
        int units = last[layer][0].length;
        arrays.put("shape-" + layer, new double[] {points, units});
        double[] active = new double[points * units];
        for (int i = 0; i < active.length; i++) {
          active[i] = last[layer][i / units][i % units] ? 1 : 0;
        }
        arrays.put("active-" + layer, active);
      }
      return arrays;
    }

    @Override
    public void resume(DescentState state) {
      last = new boolean[(int) state.number("layers")][][];
      for (int layer = 0; layer < last.length; layer++) {
        double[] shape = state.array("shape-" + layer, 2);
        int units = (int) shape[1];
        last[layer] = new boolean[(int) shape[0]][units];
        double[] active = state.array("active-" + layer, last[layer].length * units);
        for (int i = 0; i < active.length; i++) {
          last[layer][i / units][i % units] = active[i] != 0;
        }
      }
    }
  }
}
