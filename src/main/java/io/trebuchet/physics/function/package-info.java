/** Models of one's own, given as a function of weights and input. */
@NullMarked
package io.trebuchet.physics.function;

import org.jspecify.annotations.NullMarked;
