package io.trebuchet.bench;

import io.trebuchet.data.DataFolders;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to measure with.
 *
 * @param configs the folder of the shipped configs
 * @param baseline the plain NumPy program, null for none
 * @param fair the one a careful NumPy user would write, null for none
 * @param jax the one a careful JAX user would write, null for none
 * @param repeats how many times each is measured
 * @param seconds how long one measurement of the engine lasts at least
 * @param withFloat also measure nets on images with {@code model.precision = float}
 */
public record KernelSetup(
    Path configs,
    DataFolders folders,
    @Nullable Path baseline,
    @Nullable Path fair,
    @Nullable Path jax,
    String python,
    int repeats,
    double seconds,
    int parallelism,
    boolean withFloat) {
  EngineSweep sweep(Experiment experiment) {
    return EngineSweep.of(experiment, configs, folders, parallelism);
  }
}
