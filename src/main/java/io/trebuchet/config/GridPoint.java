package io.trebuchet.config;

import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import java.util.Map;

/**
 * One combination of the grid's parameters with the model and data it makes.
 *
 * @param index 0 without a grid, else counted from 1 in the order of the config
 * @param params key to value as written, in the order of the config; empty without a grid
 */
public record GridPoint(int index, Map<String, String> params, Model model, DataSource data) {}
