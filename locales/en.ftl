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
done-saved = Your preferences are saved.
done-session-ended = The session is ended.
done-discarded = The draft is discarded.

