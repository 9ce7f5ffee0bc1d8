package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Models;
import antiphon.live.api.Ports;
import antiphon.live.api.SessionBook;
import java.util.List;

/** All that is behind the page: what it shows, and what it turns. */
public record Backstage(
    EngineControl engine, Desk desk, Models models, Ports ports, SessionBook sessions) {
  /** Where there are no ports and no sessions are kept. */
  public Backstage(EngineControl engine, Desk desk, Models models) {
    this(engine, desk, models, List::of, new EmptySessionBook());
  }
}
