/**
 * Decides who owns which field of an object, and merges what a manager applies with what is there: server-side apply
 * (KEP-555) as pure functions over JSON trees. Time is passed in.
 */
@NullMarked
package dev.windrose.kubeapi.apply;

import org.jspecify.annotations.NullMarked;
