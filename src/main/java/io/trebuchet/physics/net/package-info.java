/** Nets with one or two hidden layers, in weight space and, for points on a line, unit by unit. */
@NullMarked
package io.trebuchet.physics.net;

import org.jspecify.annotations.NullMarked;
