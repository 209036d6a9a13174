package io.trebuchet.bench;

import picocli.CommandLine.Command;

/** {@code trebuchet bench}. */
@Command(
    name = "bench",
    description = {
      "Measures Trebuchet on this machine; leave it alone meanwhile.",
      "",
      "docs/benchmarks.md holds the figures of one machine. Ratios within one run are what counts.",
      ""
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchKernelsCommand.class,
      BenchStreamCommand.class,
      BenchStartupCommand.class,
      BenchStoppingCommand.class,
      BenchVerdictsCommand.class,
      BenchPageCommand.class,
      BenchCheckpointsCommand.class,
      BenchProductsCommand.class
    })
final class BenchCommand {}
