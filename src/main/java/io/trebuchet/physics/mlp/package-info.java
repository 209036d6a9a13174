/** Nets of any depth, widths, activation and number of outputs. */
@NullMarked
package io.trebuchet.physics.mlp;

import org.jspecify.annotations.NullMarked;
