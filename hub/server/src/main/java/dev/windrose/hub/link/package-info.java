/**
 * The hub's end of the link: certificate authority, embedded broker, joining, and one session per member that brings
 * desired state out and reports in. Decides who may speak and what is believed; what is desired and what becomes of
 * reports is behind the ports {@link DesiredStateSource}, {@link ReportSink} and {@link MemberDirectory}.
 */
@NullMarked
package dev.windrose.hub.link;

import org.jspecify.annotations.NullMarked;
