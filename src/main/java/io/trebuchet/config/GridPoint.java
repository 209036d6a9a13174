package io.trebuchet.config;

import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One combination of the grid's parameters with the model and data it makes.
 *
 * @param index 0 without a grid, else counted from 1, the last key varying fastest
 * @param params key to value, the keys in alphabetical order; empty without a grid
 */
public record GridPoint(int index, Map<String, String> params, Model model, DataSource data) {
  /** The parameters as {@code key=value}, joined by {@code ;}. */
  public String joinedParams() {
    return params.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
