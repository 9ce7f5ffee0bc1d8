package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Models;

/** All that is behind the page: what it shows, and what it turns. */
public record Backstage(EngineControl engine, Desk desk, Models models) {}
