/** Measurements of this machine. */
@NullMarked
package io.trebuchet.cli.bench;

import org.jspecify.annotations.NullMarked;
