package io.trebuchet.cli;

import picocli.CommandLine.Command;

/** {@code trebuchet bench}. */
@Command(
    name = "bench",
    description = {"Measures Trebuchet on this machine; leave it alone meanwhile.", ""},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchPageCommand.class})
final class BenchCommand {}
