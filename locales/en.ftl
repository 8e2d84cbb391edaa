### Every text of affdesk in English, which defines the keys. The documentation of the crate `words` says how to add
### one, how to add a language, and how texts are written.


## Numbers and sizes

# Between groups of three digits, and before the fraction. Quote a space: { "\u00A0" }.
number-group = ,
number-decimal = .
number-plain = { $number }
bytes-b = { $number } B
bytes-kb = { $number } KB
bytes-mb = { $number } MB
bytes-gb = { $number } GB
# Joins a list item by item: "A, B", then "A, B or C".
list-comma = { $start }, { $next }
list-last-or = { $start } or { $last }


## Dates

month-january = Jan
month-february = Feb
month-march = Mar
month-april = Apr
month-may = May
month-june = Jun
month-july = Jul
month-august = Aug
month-september = Sep
month-october = Oct
month-november = Nov
month-december = Dec
# 24 Nov 2026
date-day = { $day } { $month } { $year }
# 24 Nov 2026, 14:05
date-with-time = { $date }, { $time }
relative-now = just now
relative-minutes-ago = { $minutes } min ago
relative-hours-ago = { $hours } h ago
relative-yesterday = yesterday
relative-days-ago = { $days ->
    [one] { $days } day ago
   *[other] { $days } days ago
}
relative-in-minutes = in { $minutes } min
relative-in-hours = in { $hours } h
relative-tomorrow = tomorrow
relative-in-days = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
duration-in-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}


## Sign-in

sign-in-title = Sign in
sign-in-email = Email
sign-in-password = Password
sign-in-button = Sign in
# The same for an unknown address and a wrong password, so that nobody learns who has an account.
sign-in-wrong = Email and password do not match. Check both and try again.
sign-in-too-many = There were too many attempts. Try again in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
sign-in-required-email = Enter your email.
sign-in-required-password = Enter your password.
sign-in-expired = You were signed out. Sign in again to go on; what you typed is kept.
sign-in-signed-out = You are signed out.
sign-out = Sign out
sign-in-account-off = This account is not active. Write to your manager or to support.

## Navigation

nav-label = Main
nav-offers = Offers
nav-support = Support
nav-news = News
nav-tickets = Tickets
nav-requests = Requests
nav-affiliates = Affiliates
nav-reports = Reports
nav-settings = Settings
nav-skip = Skip to content


## Tickets: types, statuses, who is waited for

ticket-type-offer-request = Offer Request
ticket-type-general = General questions
ticket-type-payments = Payments
ticket-type-technical = Technical questions
ticket-status-opened = Opened
ticket-status-closed = Closed
request-state-pending = Pending
request-state-needs-information = More information needed
request-state-approved = Approved
request-state-rejected = Rejected
request-state-withdrawn = Withdrawn
request-state-expired = Expired
waiting-on-us = Us
waiting-on-affiliate = Affiliate
waiting-on-nobody = No reply needed


## Errors: pages

error-bad-request-title = This request cannot be read
error-bad-request-text = Go back, reload the page and try again.
error-not-found-title = There is nothing here
error-not-found-text = The address may be wrong, or this is not yours to see. Check the address, or start from your first page.
error-conflict-title = Somebody was faster
error-conflict-text = This was changed while you worked on it. Go back and reload the page to see how it stands, then decide again.
error-too-large-title = This is too large to send
error-too-large-text = Go back, choose fewer or smaller files, and send again.
error-too-many-requests-title = Too many requests
error-too-many-requests-text = Wait a minute, then try again.
error-internal-title = Something went wrong on our side
error-internal-text = It has been written to the log. Try again in a few minutes.
error-unavailable-title = The service is busy
error-unavailable-text = Wait a few seconds, then try again.
error-cross-site-title = This form came from another site
error-cross-site-text = Nothing was changed. Open the page from the menu and send it from there.
error-home = Go to the first page
error-unknown-title = We cannot tell whether this was saved
error-unknown-text = The connection to the database broke at the last moment. Look whether it is there before you send it again.
error-full-title = There is no room for files right now
error-full-text = What you typed is kept. Send it without files, or try again later; the operator has to make room.

## Errors: files

file-refused-ending = { $name } cannot be attached. Choose a { $formats } file.
file-refused-signature = { $name } is not really a { $ending } file. Save it as { $ending } again, or choose another file.
file-refused-empty = { $name } is empty. Choose another file.
file-refused-too-large = { $name } is too large. A file may have { $max } at most.
file-refused-too-many = There are too many files. Attach { $max ->
    [one] { $max } file at most.
   *[other] { $max } files at most.
}
picture-unreadable = This picture cannot be read. Save it again as JPEG or PNG, or choose another one.
file-gone = A file that was here before is gone. Choose it again.

## Errors: fields

field-required-type = Choose a type.
field-unknown-type = This type is not on the list. Choose another one.
field-required-title = Enter a title.
field-title-too-long = The title has { $length ->
    [one] { $length } character
   *[other] { $length } characters
}; { $max } are allowed. Shorten it.
field-required-description = Describe what this is about.
field-description-too-long = The description has { $length ->
    [one] { $length } character
   *[other] { $length } characters
}; { $max } are allowed. Shorten it, and send the rest as a comment.
field-required-comment = Write a comment.
field-comment-too-long = The comment has { $length ->
    [one] { $length } character
   *[other] { $length } characters
}; { $max } are allowed. Shorten it, or send it as two comments.
field-text-has-nul = The text holds a character that cannot be stored. Type it again instead of pasting it.
field-required = Fill this in.
field-unknown = This is not on the list. Choose another one.
field-required-picture = Choose a picture.
field-required-affiliate = Choose an affiliate.
field-unknown-offer = No offer has this ID.
field-unknown-offers = Enter the IDs of existing offers, with commas between.
field-unknown-affiliate = No affiliate of yours has this ID, and no one name fits. Choose one from the list.
field-too-long = This has { $length } characters; { $max } is the most.
field-password-too-short = Use at least { $min } characters.
field-password-too-long = This is too long. Use at most { $max } characters.
field-wrong-password = This is not your current password.
form-reused = This form was sent before with other content. Look at the text below, then send it again.
draft-restored = This is what you typed before and did not send.
draft-discard = Discard
# Said to who does not see the counter beside a text that comes near its limit.
counter-said = { $used } of { $limit } characters
draft-saved = Draft saved
draft-replaced = Draft saved, in the place of one that you typed in another window
draft-sent = Not saved as a draft: this form was sent already
draft-unsaved = Draft not saved yet. It is tried again by itself.
draft-saved-signed-out = You are signed out. The draft is saved; you sign in again when you send it.
draft-signed-out = You are signed out. What you typed stays on this page; you sign in again when you send it.

## Frame: search, menu, pages of a list

nav-account = Account
person-menu = Your menu
search = Search
search-placeholder = Search tickets
role-affiliate = Affiliate
role-manager = Manager
role-lead = Lead
role-admin = Admin
pager = Pages
pager-previous = Previous
pager-next = Next
filters = Filters
filter-any = Any
filter-apply = Filter
filter-clear = Clear filters
filter-sort = Sort
filter-text = Text
filter-text-hint = Search these tickets
filter-type = Type
sort-updated-newest = Updated, newest first
sort-updated-oldest = Updated, oldest first
sort-created-newest = Created, newest first
sort-created-oldest = Created, oldest first
empty-filtered-title = No ticket fits these filters
empty-filtered-text = Take a filter away, or search for something shorter.
mark-new = New
overdue = Overdue
nobody = Nobody
since = since
cancel = Cancel
send-failed = This did not get through. Check your connection, then send it again.
error-quote = If you write to support, give this number:


## Live: what comes while a page is open

# The browser fills in the number, so the words have to fit every number.
live-offer = { $count } new
live-ended = You were signed out. Sign in again to go on.

## Frame: keys, command palette, offline

keys-title = Keyboard shortcuts
keys-off = Single keys are turned off. Turn them on under Single-key shortcuts in your menu.
keys-anywhere = Anywhere
keys-lists = In a list
keys-ticket = On a ticket
keys-palette = Command palette
keys-next = Next row
keys-previous = Previous row
keys-open = Open
keys-select = Select
keys-back = Back to the list
keys-send = Send
keys-leave = Leave the text
palette = Command palette
palette-hint = Go to a page or a ticket, or do something
palette-go = Go to
palette-do = Do
palette-tickets = Tickets
palette-none = Nothing fits. Try fewer letters, or a ticket's number.
offline-title = You are offline
offline-text = This page needs a connection. Check yours, then try again.
offline-retry = Try again
offline-now = You are offline. What you typed stays here: send it when you are back.


## Tickets: lists

support-caption = Your tickets
create-ticket = Create ticket
new-ticket = New ticket
column-id = ID
column-created = Date created
column-title = Ticket title
column-type = Ticket type
column-answers = Answers
column-status = Status
column-updated = Updated
column-affiliate = Affiliate
column-manager = Manager
column-waiting = Waiting on
column-snoozed = Snoozed until
column-due = Due
# The manager's queue is narrower than the affiliate's list, and its columns have shorter names.
column-desk-title = Title
column-desk-type = Type
column-desk-created = Created
answered = Answered by your manager
answers-ours = Ours
answers-theirs = Theirs
empty-support-title = No tickets yet
empty-support-text = Ask your manager anything: about offers, payments or links.
queue-caption = Tickets of your affiliates
queue-views = Views
filter-affiliate = Affiliate ID or name
empty-queue-title = Nothing is waiting here
empty-queue-text = New tickets and answers of your affiliates appear in this list.
empty-queue-action = Show all tickets
sort-due = Due, most overdue first
queue-waiting = Waiting on us
queue-all = All
queue-shared = Shared queue

## Tickets: the form of a new one

field-type = Type
field-type-choose = Choose a type
field-title = Title
field-description = Description
field-description-hint = What happened, since when, and what you expected.
field-attachment = Attachment
field-affiliate-hint = Start typing a name and choose, or enter the ID.
extra-payments = Payment details
extra-technical = Technical details
extra-hint = Optional. Fill in what you know; it gets you an answer sooner.
field-period = Period
field-amount = Amount
field-payment-method = Payment method
field-transaction-id = Transaction ID
field-offer = Offer
field-click-id = Click ID
field-postback-url = Postback URL
add = Add
attach-hint = Optional. Up to { $count ->
    [one] { $count } file
   *[other] { $count } files
} of { $size } each: { $formats }. You can also paste or drop them here.
attach-remove = Remove { $name }
attach-retry = Retry
attach-retry-file = Retry { $name }
attach-uploading = Uploading { $name }
attach-uploaded = Uploaded { $name }
attach-drop = Drop the files here to attach them
# The name of a pasted screenshot, without its ending; the time is like 2026-11-25 14.05.
attach-screenshot = screenshot { $time }
attach-kept = These files are here already. Take the mark away from one that you do not want to send.


upload-failed = It did not get through yet. Try again, or send the form: it goes along.
upload-signed-out = You are signed out. Send the form to sign in again; what you typed is kept.
upload-too-many = Too many files wait to be sent. Remove some, or try again in ten minutes.

## Tickets: one ticket

attachments = Files
picture-moves = { $format }, plays when it is opened
lightbox-place = { $n } of { $count }
lightbox-previous = Previous picture
lightbox-next = Next picture
lightbox-original = Open in a new tab
lightbox-download = Download
lightbox-close = Close
conversation = Conversation
message-by = Message by { $name }
only-staff = Only staff see this
fact-manager = Manager:
field-comment = Comment
add-comment = Add comment
comment-reopens = This ticket is closed. Your comment opens it again.
comment-closed = This ticket is closed and takes no more comments.
answer = Answer
tab-reply = Reply
tab-note = Internal note
send-reply = Send reply
reply-and-close = Reply and close
add-note = Add note
close-ticket = Close ticket
reopen-ticket = Reopen ticket
tags = Tags
contacts = Contacts
contact-email = E-mail
contact-telegram = Telegram
contact-skype = Skype
contact-phone = Phone
contact-other = Contact
fact-country = Country
fact-local-time = Local time
fact-joined = With us since
other-tickets = Other tickets
other-tickets-none = This is the only one.
new-ticket-to-affiliate = New ticket
help-resources = Help
help-title = Contact support
help-programme = Support of the programme
help-manager = Your manager
take-ticket = Take ticket
author-gone = Somebody who is no longer here
author-of = { $name }, { $affiliate }
event-closed = { $name } closed the ticket
event-reopened = { $name } reopened the ticket
event-reopened-by-comment = The comment of { $name } reopened the ticket
event-taken = { $name } took the ticket
event-files-refused = Not taken of the mail from { $name }: { $files }
mail-file-ending = { $name } (not an allowed format)
mail-file-signature = { $name } (not what its name says)
mail-file-empty = { $name } (empty)
mail-file-too-large = { $name } (too large)
mail-file-too-many = { $name } (too many files)
mail-file-unavailable = { $name } (could not be fetched)
via-mail = by e-mail
via-telegram = by Telegram
quoted-text = Quoted text
done-created = The ticket is created.
done-commented = Your comment is added.
done-replied = Your reply is sent.
done-replied-closed = Your reply is sent and the ticket is closed.
done-noted = Your note is added.
done-closed = The ticket is closed.
done-undone = The ticket is open again, as it was before.
too-late-to-undo = This can no longer be undone: something has happened since, or too much time has passed. You can still reopen the ticket.
undo = Undo
done-reopened = The ticket is open again.
done-taken = The ticket is yours.
affiliate-active = Active
affiliate-on-moderation = On moderation
affiliate-not-active = Not active
affiliate-blocked = Blocked

answer-within-hours = { $hours ->
    [one] Usually answers within an hour
   *[other] Usually answers within { $hours } hours
}
answer-within-days = { $days ->
    [one] Usually answers within a day
   *[other] Usually answers within { $days } days
}

## News

# More than are counted: "9+".
count-more = { $count }+
news-unread = { $count } new
news-read-all = Mark all as read
news-pinned = Pinned
all-news = All news
empty-news-title = No news yet
empty-news-text = New options and services of the programme will be told here.
done-news-read = All news is marked as read.
empty-desk-news-text = Tell your affiliates about new options and services. You can save a draft and publish it later.
desk-news-caption = Posts
new-post = New post
edit-post = Edit post
column-post-state = State
column-author = Author
column-published = Published
column-edited = Changed
post-state-draft = Draft
post-state-published = Published
field-text = Text
field-text-hint = A blank line begins a paragraph. **bold**, *italic*, [link](https://…), # Heading, - list item.
field-required-text = Write the text of the post.
field-pinned = Pin to the top of the news
save-draft = Save draft
save-post = Save changes
publish-post = Publish
unpublish-post = Unpublish
preview = Preview
post-edited-by = Changed by { $name }
post-changed = Somebody else changed this post while you were writing. Your text is in the form, and what is stored now is below. If you save, yours takes its place.
post-stored = What is stored now
delete-post = Delete post
delete-post-title = Delete this post?
delete-post-text = Affiliates will not see it any more. It cannot be brought back.
done-post-saved = The post is saved.
done-post-published = The post is published.
done-post-unpublished = The post is a draft again. Affiliates do not see it any more.
done-post-removed = The post is deleted.

## Account

account-picture = Your picture
field-picture = Picture
picture-hint = A JPEG or PNG of at most 5 MB; its middle is shown. Affiliates see it beside what you write to them.
save-picture = Save picture
remove-picture = Remove picture
account-preferences = Preferences
field-time-zone = Time zone
field-locale = Language
save-preferences = Save preferences
account-display = Display
display-theme = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
display-density = Table rows
density-comfortable = Comfortable
density-compact = Compact
display-shortcuts = Single-key shortcuts
shortcuts-on = On
shortcuts-off = Off
account-password = Password
field-current-password = Current password
field-new-password = New password
password-hint = At least { $min ->
    [one] { $min } character
   *[other] { $min } characters
}. A few words in a row are easy to remember.
password-ends-sessions = This signs you out everywhere else.
change-password = Change password
account-sessions = Where you are signed in
account-sessions-text = End a session that you do not know, then change your password.
session-current = This one
session-seen = Last seen
session-since = signed in
session-end = End session
language-name = English
session-device = { $browser } on { $system }
session-unknown-device = Unknown browser
done-password = Your password is changed.
done-picture = Your picture is saved.
done-picture-removed = Your picture is removed.
done-logo = The logo is saved.
done-logo-removed = The logo is removed.
done-saved = Your preferences are saved.
done-session-ended = The session is ended.
done-discarded = The draft is discarded.



## Offers

yes = Yes
no = No
save = Save
offer-status-active = Active
offer-status-paused = Paused
offer-status-stopped = Stopped
privacy-public = Public
privacy-pre-moderation = Pre-moderation
privacy-private = Private
origin-public = Public offer
origin-request = Request
origin-manual = By hand
origin-rule = Rule
standing-access = You have access
standing-not-requested = Not requested
standing-removed = Access removed
removed-because = Reason: { $reason }
again-now = A new request is possible now.
again-from = A new request is possible from { $date }.
again-never = A new request is not possible.
countries-all = All countries
count-others = +{ $count }
count-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
offers-list = Offers, newest first
filter-offers-hint = Title, advertiser, category
filter-access = Access
filter-category = Category
filter-country = Country
filter-source = Traffic
filter-privacy = Privacy
empty-offers-title = No offers yet
empty-offers-text = New offers appear here. Ask your manager what is planned.
empty-offers-filtered-title = No offer matches
offer-advertiser = Advertiser
offer-payouts = Payouts
payout-amount = Payout
payout-goal = Goal
offer-conditions = Conditions
offer-countries = Countries
offer-countries-denied = Countries not allowed
offer-sources = Traffic sources
offer-sources-denied = Traffic sources forbidden
offer-categories = Categories
offer-kpi = KPI
offer-hold = Hold
offer-hold-days = Hold period, days
offer-caps = Caps
offer-preview = Preview
offer-landings = Landing pages
offer-terms = Terms
cap-clicks = { $value } clicks
cap-conversions = { $value } conversions
cap-payout = { $value } in payouts
cap-per-day = { $amount } a day
cap-per-week = { $amount } a week
cap-per-month = { $amount } a month
cap-in-total = { $amount } in total
your-access = Your access
tracking-link = Tracking link
copy = Copy
copied = Copied
open-ticket = Open ticket
required-mark = (required)


## Asking for access

request-access = Request access
request-access-to = Request access to { $offer }
to-request-form = Request access
request-intro = A manager looks at your answers. You see the decision here, in Support and in your notifications.
request-several = Request selected
request-several-hint = Select several offers to ask for all of them with the same answers.
request-for-all = These answers are sent for each of these offers:
request-left-out = These offers are left out:
request-none-open = None of these offers can be asked for now.
request-too-many-questions = Together these offers ask too many questions. Ask for them one by one.
send-requests = Send requests
requests-sent = Your requests
request-sent = Sent
request-not-sent = Not sent
field-request-comment = Comment
field-request-comment-hint = How you plan to promote the offer, links to your sites, anything that helps.
accept-terms = I accept the terms (version { $version })
terms-of = Terms of { $offer }
terms-accepted = Terms accepted: version { $version }
field-required-terms = Accept the terms to ask for this offer.
field-terms-outdated = The terms have changed. Read and accept the new version.
request-questions-changed = The questions have changed since the form was shown. Please answer the new ones.
refusal-unknown = This offer is not available.
refusal-has-access = You have access already.
refusal-asked = You have asked for it already.
refusal-removed = Your access was removed. Write to your manager.
refusal-off = The offer does not run now.
refusal-terms = The terms were not accepted.
access-to-offer = Access to offer: { $offer }
request-title = Access request
request-for = For
request-edit = Answer and send again
request-again = Request again
request-earlier = Sent before
request-wanted = What your manager wants to know
request-expires = Without an answer the request expires on { $date }.
rejected-because = Reason: { $reason }
back-to-ticket = Ticket
send-again = Send again
withdraw-request = Withdraw request
withdraw-title = Withdraw this request?
withdraw-text = The ticket is closed. You may ask for the offer again.
withdraw-now = Withdraw
select-one = Select { $name }
select-all = Select all
done-requested = Your request was sent.
done-not-requested = Things have changed meanwhile: this is how it stands now.
done-resubmitted = Your request was sent again.
done-withdrawn = Your request was withdrawn.


## What happened to requests

event-requested = { $who } asked for access
event-approved = { $who } approved the request
event-approved-itself = The request was approved
event-approved-by-rule = The rule “{ $rule }” approved the request
event-rejected = { $who } rejected the request: { $reason }
event-rejected-itself = The request was rejected: { $reason }
event-rejected-by-rule = The rule “{ $rule }” rejected the request: { $reason }
event-information-wanted = { $who } asked for more information
event-resubmitted = { $who } answered: the request is pending again
event-withdrawn = { $who } withdrew the request
event-expired = The request expired without an answer
event-reminded = A reminder was sent: the request will expire without an answer
event-escalated = Nobody decided for too long: the lead was told
event-assigned-by-rule = The rule “{ $rule }” assigned the ticket


## Deciding

decide-title = Decide this request
decide-selected = Decide selected
approve = Approve
reject = Reject
ask-for-information = Ask for information
approve-selected = Approve selected
reject-selected = Reject selected
ask-selected = Ask selected for information
field-public-note = Message to the affiliate
field-public-note-hint = Both sides see it. Needed to ask for information.
field-reason = Reason
field-reason-hint = Needed to reject; the affiliate sees it.
field-again = New request after a rejection
again-choice-now = At once
again-choice-never = Never
again-after = { $days ->
    [one] After { $days } day
   *[other] After { $days } days
}
again-as-offer = As the offer says: { $what }
again-as-each-offer = As each offer says
field-required-reason = Give the reason of the rejection.
field-required-note = Write what you want to know.
field-required-selected = Select at least one request.
decided-by = Decided by { $name }
decided-by-rule = Decided by the rule “{ $rule }”
request-escalated = Waits for too long: the lead was told.
request-changed = The request has changed since you opened it. Look at it again before you decide.
rule-would-approve = Rule “{ $rule }” would approve
rule-would-reject = Rule “{ $rule }” would reject
done-approved = The request was approved.
done-rejected = The request was rejected.
done-wanted = The affiliate was asked for more information.
done-not-decided = The request has been decided, answered or withdrawn meanwhile. This is how it stands now.
done-undecided = A ticket with a request is closed by the decision: approve or reject the request.
requests-views = Views of the requests
requests-pending = Pending
requests-waiting = Waiting for the affiliate
requests-decided = Decided
requests-by-offer = Pending requests by offer
requests-caption = Access requests
column-request-answers = Answers
column-request-comment = Comment
column-since = Since
approved-offers = { $count ->
    [one] { $count } offer approved
   *[other] { $count } offers approved
}
empty-requests-title = No requests here
empty-requests-text = Requests for offers with pre-moderation come here.
bulk-decided = { $count ->
    [one] { $count } request was decided.
   *[other] { $count } requests were decided.
}
bulk-asked = { $count ->
    [one] For { $count } request the affiliate was asked for information.
   *[other] For { $count } requests the affiliates were asked for information.
}
bulk-not-decided = Not decided:
undecided-unknown = not found
undecided-decided = it was decided, withdrawn or expired meanwhile
undecided-changed = it has changed since the list was shown


## Offers, for staff

new-offer = New offer
desk-offers-caption = Offers, newest first
empty-desk-offers-title = No offers yet
empty-desk-offers-text = Affiliates see what you write here.
offer-changed = Somebody else has changed this offer meanwhile. Look at what is below before you save.
privacy-hint = Public: open to all. Pre-moderation: a manager approves. Private: only those whom you enable.
commas-hint = Separate with commas.
countries-hint = Two-letter codes with commas: DE, AT, CH. Empty means all.
sources-hint = Separate with commas. Empty means all.
payouts-hint = One a line: 35.50 USD; First deposit; DE, AT — or 40 %; Revenue share
caps-hint = One a line: day; conversions; 50 — day, week, month or total; clicks, conversions or payout.
landings-hint = One a line: German page; https://example.org/de
tracking-hint = May hold { "{affiliate_id}" } and { "{offer_id}" }. Affiliates with access see their own link.
terms-hint = Affiliates accept them when they ask. Other words are a new version.
question-set = Question set
question-set-none = No questions
reapply-days = Days until a new request
reapply-hint = After a rejection. Empty: never. 0: at once.
answer-days = Days to answer
answer-days-hint = How long a request may wait for the affiliate. Empty: 7.
external-id = External ID
external-id-hint = The offer’s number in your tracking system; an import finds the offer by it.
concerned-title = This change of privacy takes access away
concerned-losing = { $count ->
    [one] { $count } affiliate has access because the offer is public:
   *[other] { $count } affiliates have access because the offer is public:
}
concerned-losing-many = { $count } affiliates or more have access because the offer is public:
concerned-pending = { $count ->
    [one] { $count } request is under way and can still be decided.
   *[other] { $count } requests are under way and can still be decided.
}
concerned-keep = They keep their access
concerned-end = They lose their access
concerned-choose = Say what becomes of the affiliates who have access now, then save again.
offer-logo = Logo
logo-hint = A JPEG or PNG of at most 5 MB. Affiliates see it beside the offer.
save-logo = Save logo
remove-logo = Remove logo
access-has = Has access
access-none = No access was given or removed yet.
access-origin = Origin
access-change = Change
access-give = Give access
access-remove = Remove access
access-remove-of = Remove access of { $name }
access-restore = Give back
access-restore-of = Give back access of { $name }
access-reason = Reason
access-reason-hint = When access is removed; the affiliate sees it.
access-to-offers = Access to offers
field-offer-number-hint = The offer’s ID.
done-offer-saved = The offer was saved.
done-access-given = Access was given.
done-access-removed = Access was removed.
affiliates-caption = Affiliates, newest first
empty-affiliates-title = No affiliates yet
empty-affiliates-text = Affiliates of your portfolio appear here.
empty-affiliates-filtered-title = No affiliate matches
new-affiliate = New affiliate
edit-affiliate = Edit
edit-affiliate-title = Edit { $name }
affiliate-changed = Somebody else has changed this affiliate meanwhile. Look at what is below before you save.
affiliate-by-leads = Status, manager and external ID are changed by a lead.
field-manager-none = Nobody: the shared queue
field-language = Language
field-language-hint = A language tag, such as en or pt-BR.
field-country-hint = The code of a country, such as DE.
field-tags = Tags
field-contacts-hint = One a line: Telegram; @name
affiliate-external-id-hint = The affiliate’s number in your tracking system; an import finds the affiliate by it.
field-unknown-manager = No active manager has this e-mail address.
field-unknown-language = This is no language tag. Write it like en or pt-BR.
field-unknown-zone = This is no time zone. Write it like Europe/Madrid.
done-affiliate-saved = The affiliate was saved.


## Import and export

import-offers = Import offers
import-affiliates = Import affiliates
import-action = Import
export-csv = Export CSV
export-json = Export JSON
import-hint = A CSV or JSON file with the columns of an export. It is checked first; nothing is stored before you say so.
import-columns = Columns
import-columns-text = In any order; what a file does not have stays as it is. A row with an ID, or with an external ID that is known, changes what is there; any other row makes something new.
import-file = File
import-file-hint = CSV or JSON in UTF-8, at most { $size }.
import-required = Choose a file.
import-empty-name = The file
import-too-large = This file is larger than { $size }. Split it.
import-check = Check the file
import-bad = { $errors ->
    [one] In { $file }, { $errors } row has something wrong. Nothing is stored. Mend it and choose the file again.
   *[other] In { $file }, { $errors } rows have something wrong. Nothing is stored. Mend them and choose the file again.
}
import-see-report = See the report of all rows
import-checked = { $file } is checked. Nothing is stored yet.
import-nothing = { $file } says what is stored already. There is nothing to do.
import-reading = { $file } did not come in whole. Choose it again.
import-applying = { $file } is being applied: { $done } of { $rows } rows.
import-applied = { $file } is applied.
import-failed-changed = Nothing was stored: what row { $number } changes has been changed by somebody else since the file was checked. Choose the file again.
import-failed-concerns = Nothing was stored: affiliates have got access meanwhile to an offer that row { $number } closes. Choose the file again.
import-failed-not-allowed = Nothing was stored: whoever brought the file may not apply it any more.
import-failed-broken = Nothing was stored: the database could not do it, again and again. Choose the file again later.
import-again = Choose another file
import-back-offers = All offers
import-back-affiliates = All affiliates
import-apply = { $rows ->
    [one] Apply { $rows } row
   *[other] Apply { $rows } rows
}
import-concerned = { $offers ->
    [one] { $offers } offer would no longer be public. { $affiliates } affiliates have access by it.
   *[other] { $offers } offers would no longer be public. Their affiliates have access { $affiliates } times by that.
}
import-concerned-many = { $offers } offers would no longer be public. Their affiliates have access { $affiliates } times or more by that.
import-concerned-row-many = { $count } affiliates or more would lose access
import-concerned-row = { $count ->
    [one] { $count } affiliate would lose access
   *[other] { $count } affiliates would lose access
}
import-choose = Say what becomes of the affiliates who have access now, then apply again.
import-not-ready = This file cannot be applied any more.
import-rows = Rows of the file
import-row = Row
import-what = What
import-changes = Changes
import-all = All
import-create = New
import-update = Changed
import-unchanged = Unchanged
import-error = Wrong
import-more = The first { $shown } rows are shown; the report has all of them.
import-none = No such rows.
import-download = Download the report
import-fault = { $column }: { $sentence }
import-utf16 = The file is UTF-16. Save it as UTF-8: in a spreadsheet, as “CSV UTF-8”.
import-no-text = This is no text file. Save the spreadsheet as CSV first.
import-empty = There is nothing in the file.
import-not-utf8 = Line { $line } is not UTF-8. Save the file as UTF-8: in a spreadsheet, as “CSV UTF-8”.
import-unknown-column = There is no column “{ $name }”.
import-column-twice = The column “{ $name }” is there twice.
import-cell-count = The row has { $found } cells, the header { $wanted }.
import-unclosed = The quote that opens in line { $line } is not closed where its cell ends.
import-too-long = The row is longer than { $size }. What follows it was not read.
import-broken-json = The JSON is broken at line { $line }. What follows was not read.
import-no-object = Only objects are rows. What follows was not read.
import-no-cell = Only a text, a number or a list of them can stand here.
import-twice = The file has the same one in row { $number } already.
import-no-such-id = There is none with this ID.
import-too-many-wrong = Something is wrong with { $max } rows already. What follows was not looked at.
import-too-many-rows = A file has at most { $max } rows. Split it.
import-pushed-out = This file was forgotten while it came in, because you have brought newer ones since. Choose it again.


## Settings

settings-reasons = Reasons of rejection
settings-reasons-text = What managers choose from when they reject a request.
settings-questions = Question sets
settings-questions-text = What request forms ask, shared by offers.
settings-rules = Rules
settings-rules-text = What decides requests by itself, in order.
settings-answers = Answers that came in
settings-answers-text = Answers to notices by mail and Telegram, and what became of each.
settings-webhooks = Webhooks
settings-webhooks-text = Other programs that are told what happens to tickets.
settings-changed = Somebody else has changed this meanwhile. Save again to put yours in its place.
done-settings-saved = Saved.
mail-off-title = Mail is not taken
mail-off-text = Set the address that notices are answered to, and a mailbox or a pipe that brings the answers. The operator’s book says how.
empty-mail-title = No answers yet
empty-mail-text = Every answer that comes by mail or Telegram is listed here, with what became of it.
filter-mail = Ticket number or sender
empty-mail-filtered-title = No answer matches
empty-mail-filtered-text = A sender is looked for as a whole address. Mails are listed for 90 days.
mail-caption = Answers, newest first
column-mail-outcome = What became of it
column-mail-from = From
column-mail-at = Came
mail-told = The person was told.
mailbox-looked = The mailbox { $name } was last read { $when }.
bot-looked = The messages of { $name } were last read { $when }.
bot-never = The messages of { $name } have not been read yet.
bot-failing = The messages of { $name } cannot be read: { $error }. Tries in a row: { $count }. Nothing is lost; it is tried again by itself.
mailbox-never = The mailbox { $name } has not been read yet.
mailbox-failing = The mailbox { $name } cannot be read: { $error }. Tries in a row: { $count }. Nothing is lost; it is tried again by itself.
mail-not-taken-subject = Your mail could not be put on your ticket
mail-not-taken-text = What you answered by mail is not on the ticket, and nobody has read it.
mail-not-taken-expired = Your answer belongs to a mail that is more than 90 days old. Write on the ticket’s page instead.
mail-not-taken-foreign = It came from another address than the one that you sign in with. Answer from that address, or write on the ticket’s page. If it was not you who answered, a mail of ours has been passed on.
mail-not-taken-access = You can no longer write on this ticket.
mail-not-taken-closed = The ticket is closed. Open a new one instead.
mail-not-taken-many = So many mails came from you within an hour that no more are taken. Wait a while, or write on the ticket’s page.
mail-not-taken-empty = There was nothing above the quoted text. Write your answer above it.
mail-not-taken-long = Your text is longer than 10,000 characters. Shorten it, or send it in parts.
mail-not-taken-large = Your mail is larger than 25 MB. Attach less to it.
mail-not-taken-unreadable = Your mail could not be read. Write on the ticket’s page instead.
mail-in-accepted = On the ticket
mail-in-duplicate = Came before
mail-in-automatic = Automatic answer
mail-in-bounce = Could not be delivered
mail-in-bulk = Mailing list
mail-in-own = Our own mail
mail-in-not-an-answer = No answer to a notice
mail-in-forged = Address made up
mail-in-expired = Notice too old
mail-in-foreign = From another address
mail-in-no-access = No access any more
mail-in-closed = Ticket is closed
mail-in-too-many = Too many within an hour
mail-in-empty = Nothing written
mail-in-too-long = Text too long
mail-in-too-large = Mail too large
mail-in-unreadable = Cannot be read
webhook-url = Address
webhook-url-hint = It gets a signed POST for each event, of one ticket in their order.
webhook-add = Add webhook
webhook-new = New webhook
webhook-on = On
webhook-off = Off
webhook-state = State
empty-webhooks-title = No webhooks yet
empty-webhooks-text = Add the address of a program that should hear of tickets and answers.
webhook-secret = Secret
webhook-secret-hint = Signatures are made with it, as Standard Webhooks describes.
webhook-former = The secret before still signs beside this one until { $when }.
webhook-rotate = Make a new secret
webhook-test = Send a test
webhook-switch-on = Switch on
webhook-switch-off = Switch off
webhook-delete = Delete webhook
webhook-delete-title = Delete this webhook?
webhook-delete-text = It hears of nothing more, and what waits for it is dropped.
webhook-events = What it is told of
webhook-choose = Save
field-required-event = Choose at least one.
webhook-log = Latest deliveries
webhook-log-empty = Nothing was sent yet.
column-webhook-event = Event
column-webhook-answer = Answer
webhook-waiting = Waiting
webhook-sent = Sent
webhook-failed = Failed
webhook-dead = Given up
webhook-dropped = Dropped
done-rule-removed = The rule was deleted.
done-set-removed = The question set was deleted.
reasons-hint = One a line. Decisions that were made keep what they said.
new-question-set = New question set
empty-sets-title = No question sets yet
empty-sets-text = A set holds the questions of a request form; offers share it.
field-name = Name
column-questions = Questions
questions-hint = One a line, with its kind: “short: How do you promote?” Kinds: short, long, yes/no, one and many; the last two with choices: “one *: Model? | CPA | CPL”. An asterisk makes the answer required.
new-rule = New rule
edit-rule = Edit rule
empty-rules-title = No rules yet
empty-rules-text = Without rules every request waits for a manager.
rules-order = The first rule that fits decides. Rules that assign let the next ones decide.
rule-off = Off
rule-up = Move { $name } up
rule-down = Move { $name } down
rule-shadowed = Never reached: “{ $rule }” above takes everything that this rule would.
rule-active = In force
rule-when = When
rule-when-hint = Empty fields ask for nothing. In a list, one is enough.
rule-offers-hint = IDs with commas.
rule-approved = Approved offers, at least
rule-then = Then
rule-action = Action
rule-action-choose = Choose…
rule-approve = Approve
rule-reject = Reject
rule-assign = Assign
rule-rejects = Reject: { $reason }
rule-assigns = Assign to { $name }
rule-reason-hint = For a rejection.
rule-days-hint = For a rejection. Empty: as the offer says.
rule-user = Assign to
rule-when-offers = Offer { $offers }
rule-when-categories = Category { $categories }
rule-when-tags = Tag { $tags }
rule-when-countries = Country { $countries }
rule-when-approved = { $count ->
    [one] At least { $count } approved offer
   *[other] At least { $count } approved offers
}
rule-always = Always
rule-try = Try on past requests
rule-tried-title = What it would have done
rule-tried = { $looked ->
    [one] Of the last request it would have taken { $taken }. Where the outcome would have been another:
   *[other] Of the last { $looked } requests it would have taken { $taken }. Where the outcome would have been another:
}
rule-now = Now
rule-would = It would
delete-rule = Delete rule
delete-rule-title = Delete this rule?
delete-rule-text = What it decided stays decided.
delete-set = Delete question set
delete-set-title = Delete this question set?
delete-set-text = { $offers ->
    [0] No offer asks these questions. Requests keep the answers that they were sent with.
    [one] One offer asks these questions and will ask none. Requests keep the answers that they were sent with.
   *[other] { $offers } offers ask these questions and will ask none. Requests keep the answers that they were sent with.
}
field-required-action = Choose what the rule does.
field-not-in-range = Enter a whole number from { $min } to { $max }.
field-too-many = At most { $max } entries.
field-unknown-country = “{ $code }” is not the code of a country.
field-unknown-macro = Nothing stands for “{ $name }”.
field-not-public-url = Enter an address that begins with https:// and is not inside a private network.
field-host-not-found = There is no such host. Look for a slip of the pen.
field-not-url = Enter an address that begins with https:// or http://.
field-line = Line { $number } cannot be read. Write it as the hint shows.
field-contradicts = The same is allowed and not allowed.
field-in-use = This is in use already.


## Notices: the bell, and what a person chose to be told of

nav-notices = Notices
notices-unseen = { $count } unread
notices-see-all = Mark all as read
notices-choose = What you are told
empty-notices-title = Nothing to tell yet
empty-notices-text = Answers, decisions and what else happens to your tickets appear here.
notice-ticket-created = New ticket
notice-affiliate-commented = New comment
notice-manager-answered = New answer
notice-answered-and-closed = Answered and closed
notice-ticket-closed = Ticket closed
notice-request-approved = Access approved
notice-request-rejected = Access rejected
notice-information-wanted = More information needed
notice-information-given = Request answered
notice-request-expiring = Request expires soon
notice-request-expired = Request expired
notice-request-withdrawn = Request withdrawn
notice-request-escalated = Request waits too long
notice-news-published = News
notice-digest = Daily digest
notice-invitation = Invitation
notice-password-reset = Password reset
notice-email-confirmation = E-mail confirmation
notice-mail-not-taken = Your mail is not on the ticket
notice-email-changed = Address changed
notice-telegram-linked = Telegram linked
notice-bot-answer = Answer of the bot
notice-test = Test
account-notices = What you are told
notices-about = About
notices-digest = Send me a mail every morning with what I have not read
save-notices = Save
channel-panel = In the panel
channel-email = E-mail
channel-telegram = Telegram
channel-webhook = Webhook
topic-new-tickets = New tickets
topic-answers = Answers and comments
topic-closings = Closed tickets
topic-requests = Access requests
topic-reminders = Requests that expire or wait
topic-news = News
topic-digest = Daily digest
done-notices-seen = Everything is marked as read.
done-notices-chosen = Saved. You are told what you chose.


## Mails: what is told by e-mail

mail-subject-ticket = [{ $programme } #{ $id }] { $title }
mail-created-staff = { $affiliate } opened a ticket
mail-created = Your manager opened a ticket for you
mail-commented = { $affiliate } added a comment
mail-answered = Your manager answered
mail-answered-closed = Your manager answered and closed the ticket
mail-closed = Your ticket is closed
mail-approved = You have access to { $offer }
mail-rejected = Your request was rejected
mail-information-wanted = Your manager needs more information
mail-information-given = { $affiliate } answered about a request
mail-expiring = Your request will expire soon
mail-expiring-text = It expires when the question of your manager stays unanswered.
mail-expired = Your request has expired
mail-withdrawn = { $affiliate } took a request back
mail-escalated = A request of { $affiliate } has waited too long
mail-reason = Reason: { $reason }
mail-files = { $count ->
    [one] { $count } file is attached to it on the ticket.
   *[other] { $count } files are attached to it on the ticket.
}
mail-open-ticket = Open the ticket
mail-reply-hint = You can answer this mail: your answer becomes a comment.
mail-news-subject = { $title } ({ $programme })
mail-news-heading = News of { $programme }
mail-news-button = Read it
mail-digest-subject = What is new at { $programme }
mail-digest-heading = You have not read this yet
mail-digest-more = And more.
mail-digest-button = See everything
mail-hello = Hello { $name },
mail-invitation-subject = You are invited to { $programme }
mail-invitation-text = Choose a password, and you are in. You sign in with { $email }.
mail-invitation-button = Choose a password
mail-reset-subject = Set a new password for { $programme }
mail-reset-text = Somebody asked for a new password for this address. If it was not you, do nothing: your password stays as it is.
mail-reset-button = Set a new password
mail-confirm-subject = Confirm your e-mail address for { $programme }
mail-confirm-text = From then on you sign in with { $email }, and mails go there.
mail-confirm-button = Confirm this address
mail-until = The link is good until { $time }, and for one use.
mail-why = You get this because you have an account at { $programme }.
mail-choose = Choose what you are told
mail-unsubscribe = No more mails of this kind


## Links in mails

sign-in-forgot = Forgot your password?
sign-in-password-set = Your password is set. Sign in with it.
reset-title = Forgot your password?
reset-text = Give the address that you sign in with. A link to set a new password is sent there.
reset-button = Send the link
reset-sent-title = Look into your mail
reset-sent-text = If there is an account with this address, a link to set a new password is on its way. It is good for an hour.
invitation-title = Welcome
new-password-title = Choose a new password
new-password-text = You sign in with { $email }.
new-password-button = Set the password
link-not-good-title = This link is not good any more
link-not-good-text = It was used, ran out or is not complete. Ask for a new one.
confirm-title = Confirm your address
confirmed-title = Your address is confirmed
confirmed-text = You sign in with it from now on.
unsubscribe-title = No more mails of this kind?
unsubscribe-text = You will get no more mails about “{ $topic }”. In the panel you still see everything.
unsubscribe-button = Unsubscribe
unsubscribed-title = You are unsubscribed
unsubscribed-text = You get no more mails about “{ $topic }”. You can change that in your account.


## Deliveries and people, for those who look after them

settings-deliveries = Deliveries
settings-deliveries-text = What leaves by e-mail: what was sent, what waits, what was given up.
settings-people = People
settings-people-text = Who works here, and inviting others.
deliveries-again = Send { $count } again
deliveries-off = Nothing leaves: no way is set up. The key mail.smtp switches e-mail on.
column-channel = Channel
column-about = About
column-role = Role
field-email = E-mail
empty-deliveries-title = Nothing here
empty-deliveries-text = What is sent from now on appears here.
delivery-waiting = Waiting
delivery-sent = Sent
delivery-dead = Given up
delivery-dropped = Not sent
delivery-again = Send again
delivery-next = Next attempt:
delivery-attempts = Attempts
delivery-no-attempts = None yet.
delivery-html = The mail
delivery-text = As text
delivery-headers = Headers
delivery-nothing = There is nothing to send any more: it may not be seen, or is not wanted.
attempt-begun = Begun
attempt-failed = Failed
attempt-refused = Refused
attempt-unknown = Unknown: it may have arrived
team = Sign-ins
user-active = Active
user-invited = Invited
user-not-invited = Not invited
user-disabled = Disabled
invite = Invite
invite-somebody = Invite somebody
send-invitation = Send invitation
invite-hint = They get a link to choose a password. It is good for seven days.
invite-off = Nobody can be invited, because no e-mail is sent. The command line makes sign-ins.
ticket-deliveries = What was sent about it
invite-all = Invite every affiliate not yet invited
done-invited = The invitation is on its way.
done-sent-again = It is tried again.
done-confirmation-sent = A link was sent to the new address. It is yours once you follow it.
account-email = E-mail address
field-new-email = New address
field-own-password = Your password
new-email-hint = A link is sent there; you sign in with it once you followed the link.
change-email = Change address


## Accounts: what is told when one changes

mail-address-changed-subject = Your { $programme } account has another address
mail-address-changed-text = From now on it is signed in to with { $address }, and mails about it go there.
mail-telegram-linked-subject = Telegram is linked with your { $programme } account
mail-telegram-linked-text = Notices go to the chat of { $name }, and what is answered there is written in your name.
mail-not-you-write = If that was not you, write to us at once.
mail-not-you-unlink = If that was not you, unlink it and change your password at once.
mail-open-account = Open your account


## Telegram: the account page, and what the bot says

account-telegram = Telegram
telegram-text = Get notices in Telegram, and answer them there.
telegram-link = Link Telegram
telegram-linked = Linked with { $name }
telegram-since = since
telegram-unlink = Unlink
telegram-open = Open the bot in Telegram
telegram-code-text = Press “Start” there, and this chat is yours. The page says so by itself.
telegram-code-by-hand = Or send this to { $bot } yourself:
telegram-code-no-bot = Send this to the programme’s bot:
telegram-code-until = It works once, for { $minutes } minutes.
done-telegram-unlinked = Telegram is unlinked.
bot-reply-hint = Reply to this message to answer.
bot-linked = This chat is linked with the account of { $name } at { $programme }. Notices come here from now on. To answer one, reply to its message.
bot-unlinked = This chat is not linked with an account of { $programme } any more. Nothing more comes here.
bot-bad-code = This code does not work any more. Make a new one in your account.
bot-stranger = This is the bot of { $programme }. To get notices here, link Telegram in your account.
bot-help = Notices of { $programme } come here. To answer one, reply to its message: your answer is put on the ticket, with a picture or a file if you like. Send /stop to get nothing more.
bot-which-ticket = Which ticket is it for? Reply to a message about the ticket, or write on the ticket’s page.
bot-open-panel = Open the panel
bot-added = Added to ticket #{ $ticket }.
bot-not-taken-expired = That message is more than 90 days old. Write on the ticket’s page instead.
bot-not-taken-many = So many answers came from you within an hour that no more are taken. Wait a while, or write on the ticket’s page.
bot-not-taken-empty = There is nothing in it that can be put on the ticket. Send words, or a picture or file of an allowed format.
bot-not-taken-unreadable = Your answer could not be put on the ticket. Write on the ticket’s page instead.
